##! Mail addresses in texts.

## An address among other things: what stands around the @.
const email_address_pattern = /[^ \t\r\n<>"',;:()\[\]@]+@[^ \t\r\n<>"',;:()\[\]@]+/;

## The addresses in a text, in their order.
##
## Example: extract_email_addrs_vec("A <a@x.y>, b@x.y") == vector("a@x.y", "b@x.y")
function extract_email_addrs_vec(str: string): string_vec
	{
	return find_all_ordered(str, email_address_pattern);
	}

## The distinct addresses in a text.
function extract_email_addrs_set(str: string): set[string]
	{
	return find_all(str, email_address_pattern);
	}

## The first address in a text; empty if there is none.
function extract_first_email_addr(str: string): string
	{
	return find_first(str, email_address_pattern);
	}

## The entries of a header such as To, which commas separate unless they are quoted.
function split_mime_email_addresses(line: string): set[string]
	{
	local entries: set[string] = set();

	for ( entry in find_all(line, /(\"([^"\\]|\\.)*\"|[^,"])+/) )
		{
		local trimmed = strip(entry);

		if ( trimmed != "" )
			add entries[trimmed];
		}

	return entries;
	}
