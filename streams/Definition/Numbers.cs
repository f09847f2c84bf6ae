using System.Collections.Immutable;

namespace Serverless.Streams;

/// <summary>One number per window: <c>customer_count_1d</c>, <c>customer_count_7d</c> and so on.</summary>
public sealed class Numbers : IFeature
{
    internal Numbers(PipelineDraft owner, string name, ImmutableArray<TimeSpan> windows)
    {
        Owner = owner;
        Name = name;
        Windows = windows;
        All = [.. windows.Select(window => new Number(owner, $"{name}_{SpanText.Of(window)}"))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    PipelineDraft IFeature.Owner => Owner;

    internal PipelineDraft Owner { get; }

    internal ImmutableArray<TimeSpan> Windows { get; }

    /// <summary>One number per window, in the windows' order.</summary>
    internal ImmutableArray<Number> All { get; }

    internal string WindowsText => string.Join(", ", Windows.Select(SpanText.Of));

    /// <summary>The number of one window. Take it in the constructor, not in a lambda: there a window that does not exist is a problem that <see cref="Pipeline.Build"/> reports.</summary>
    /// <param name="window">The window's length, as <c>Last</c> was given it.</param>
    /// <exception cref="ArgumentException">There is no such window, and the pipeline is built already.</exception>
    public Number this[TimeSpan window]
    {
        get
        {
            var index = Windows.IndexOf(window);
            if (index >= 0)
            {
                return All[index];
            }

            var problem = $"\"{Name}\" has the windows {WindowsText}, not {SpanText.Of(window)}.";
            if (Owner.IsFrozen)
            {
                throw new ArgumentException(problem, nameof(window));
            }

            Owner.Problem(problem);
            return new Number(Owner, $"{Name}_{SpanText.Of(window)}");
        }
    }
}
