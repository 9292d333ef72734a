##! Rendezvous hashing: spreads keys over sites so that a site that comes or goes moves its own keys only.

module HashHRW;

export {
	## A place for keys.
	type Site: record {
		## A number that no other site of the pool has.
		id: count;
		## What users want to know about it.
		user_data: any &optional;
	};

	## The sites that keys are spread over.
	type Pool: record {
		sites: table[count] of Site &default=table();
	};

	## Adds a site; F if the pool has one with this number.
	global add_site: function(pool: Pool, site: Site): bool;

	## Removes a site; F if the pool does not have it.
	global rem_site: function(pool: Pool, site: Site): bool;

	## The site for a key. The pool must not be empty.
	global get_site: function(pool: Pool, key: any): Site;
}

function add_site(pool: Pool, site: Site): bool
	{
	if ( site$id in pool$sites )
		return F;

	pool$sites[site$id] = site;
	return T;
	}

function rem_site(pool: Pool, site: Site): bool
	{
	if ( site$id !in pool$sites )
		return F;

	delete pool$sites[site$id];
	return T;
	}

function get_site(pool: Pool, key: any): Site
	{
	local best: Site;
	local best_weight: count = 0;
	local found = F;
	local digest = fnv1a32(key);

	for ( id, site in pool$sites )
		{
		local weight = hrw_weight(digest, id);

		# The lower number wins a draw.
		if ( ! found || weight > best_weight || ( weight == best_weight && id < best$id ) )
			{
			found = T;
			best = site;
			best_weight = weight;
			}
		}

	return best;
	}
