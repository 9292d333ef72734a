##! Tells in reporter.log of state that was given up to keep within the budgets of the engine.

event budget_spent(resource: string, shed: count, held: count, limit: count)
	{
	Reporter::warning(fmt("over budget: %d %s given up, %d of %d held", shed, resource, held, limit));
	}
