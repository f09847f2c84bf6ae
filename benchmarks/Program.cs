using BenchmarkDotNet.Running;
using Serverless.Benchmarks;

if (args is ["windows", .. var part])
{
    WindowCost.Run(string.Join(' ', part));
}
else if (args is ["state"])
{
    await StateCost.RunAsync();
}
else if (args is ["in-flight"])
{
    await InFlight.RunAsync();
}
else if (args is ["poison"])
{
    await PoisonMemory.RunAsync();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(FileLogBenchmark).Assembly).Run(args);
}
