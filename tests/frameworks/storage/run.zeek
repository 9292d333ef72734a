# Stores: outcomes of operations, both interfaces, expiry, types, and what is still there when a store is opened again.

@load base/frameworks/storage
@load policy/frameworks/storage/backend/sqlite

type Host: record {
	name: string;
	ports: set[port];
};

event Storage::backend_opened(tag: Storage::Backend, options: any)
	{
	print "opened", tag, (options as Storage::BackendOptions)$sqlite$table_name;
	}

function show(what: string, r: Storage::OperationResult)
	{
	print what, r$code, r?$value ? cat(r$value) : "-";
	}

function options(path: string): Storage::BackendOptions
	{
	local opts: Storage::BackendOptions;
	opts$sqlite = Storage::Backend::SQLite::Options($database_path=path, $table_name="hosts");
	return opts;
	}

event again()
	{
	local b = Storage::Sync::open_backend(Storage::STORAGE_BACKEND_SQLITE, options("hosts.sqlite"), addr, Host)$value;
	show("get", Storage::Sync::get(b, 192.0.2.1));
	show("expired", Storage::Sync::get(b, 192.0.2.2));
	show("erase", Storage::Sync::erase(b, 192.0.2.1));
	show("erase", Storage::Sync::erase(b, 192.0.2.1));
	}

event zeek_init()
	{
	local opened = Storage::Sync::open_backend(Storage::STORAGE_BACKEND_SQLITE, options("hosts.sqlite"), addr, Host);
	print "open", opened$code, opened?$error_str;
	local b = opened$value;
	print Storage::is_open(b), Storage::is_forced_sync(b);
	show("missing", Storage::Sync::get(b, 192.0.2.1));
	show("put", Storage::Sync::put(b, [$key=192.0.2.1, $value=Host($name="a", $ports=set(80/tcp))]));
	show("put", Storage::Sync::put(b, [$key=192.0.2.2, $value=Host($name="b", $ports=set()), $expire_time=1 usec]));
	show("exists", Storage::Sync::put(b, [$key=192.0.2.1, $value=Host($name="c", $ports=set()), $overwrite=F]));
	show("get", Storage::Sync::get(b, 192.0.2.1));
	show("key", Storage::Sync::get(b, "192.0.2.1"));
	show("value", Storage::Sync::put(b, [$key=192.0.2.1, $value=1]));
	show("close", Storage::Sync::close_backend(b));
	show("closed", Storage::Sync::get(b, 192.0.2.1));
	print Storage::is_open(b);
	show("nowhere", Storage::Sync::open_backend(Storage::STORAGE_BACKEND_SQLITE, options("/no/such/folder/x"), addr, Host));
	show("no options", Storage::Sync::open_backend(Storage::STORAGE_BACKEND_SQLITE, Storage::BackendOptions(), addr, Host));
	event again();

	when ( local r = Storage::Async::open_backend(Storage::STORAGE_BACKEND_SQLITE, options(":memory:"), string, count) )
		{
		local memory = r$value;

		when [memory] ( local stored = Storage::Async::put(memory, [$key="k", $value=5]) )
			{
			show("put later", stored);

			when [memory] ( local found = Storage::Async::get(memory, "k") )
				{
				show("get later", found);
				}
			}
		}
	}
