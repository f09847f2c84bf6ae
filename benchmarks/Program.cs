using BenchmarkDotNet.Running;
using Serverless.Benchmarks;

if (args is ["windows"])
{
    WindowCost.Run();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(FileLogBenchmark).Assembly).Run(args);
}
