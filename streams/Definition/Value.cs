namespace Serverless.Streams;

/// <summary>A handle of something that every event has: an aggregate, a score, a parameter, a decision. Its name is said once, where it is made.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public abstract class Value<T>
{
    private protected Value()
    {
    }

    internal abstract T Read(Row row);
}
