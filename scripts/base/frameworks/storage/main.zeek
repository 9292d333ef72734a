##! Stores of keys and values that outlive a run. The types of keys and values are given when a store is opened; an operation yields
##! a Storage::OperationResult with a code. Backends come with scripts of their own, e.g. policy/frameworks/storage/backend/sqlite.
