// Each test starts several processes: one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
