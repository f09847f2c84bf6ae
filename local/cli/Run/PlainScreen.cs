using System.Diagnostics;

namespace Serverless.Local.Cli.Run;

/// <summary>A line each two seconds.</summary>
internal sealed class PlainScreen : IRunScreen
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private long _last;

    public void Say(string line) => Console.WriteLine(line);

    public void Show(RunScene scene)
    {
        if ((_last != 0 && Stopwatch.GetElapsedTime(_last) < Interval) || scene.Simulate is null)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        Console.WriteLine(SceneText.Line(scene));
    }

    public void Dispose()
    {
    }
}
