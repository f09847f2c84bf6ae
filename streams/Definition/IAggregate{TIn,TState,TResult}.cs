namespace Serverless.Streams;

/// <summary>
/// An own aggregate, said by <c>Aggregate(name, value, aggregate)</c> on a window. It is pure: no clock, no randomness, no I/O, and no state but the one that it is handed; every restart and every replay
/// runs it again and has to get the same.
/// </summary>
/// <remarks>
/// <para>Of a window that closes, the state is kept: <see cref="Add"/> is called in the order of arrival, and parts are put together by <see cref="Merge"/>. Of a trailing window nothing is kept but the rows:
/// each event adds those in range to <see cref="Empty"/>, in the order of time, so that what leaves the range needs no undoing; the cost rises with their number.</para>
/// <para>What throws stops nothing. A value that can't be added to <see cref="Empty"/>, or an event whose own result fails, is a dead letter; a closed window whose result fails has null in its place.</para>
/// </remarks>
/// <typeparam name="TIn">What an event gives: <see cref="double"/>, never NaN or infinite, or <see cref="string"/>, never null.</typeparam>
/// <typeparam name="TState">What is kept. Immutable, or a struct: a method never changes the one that it was given.</typeparam>
/// <typeparam name="TResult">What comes out: <see cref="double"/>, NaN for missing, or <see cref="string"/>.</typeparam>
public interface IAggregate<TIn, TState, TResult>
{
    /// <summary>The state before the first value.</summary>
    TState Empty { get; }

    /// <summary>The version of the bytes that <see cref="Write"/> writes, from 1. Raise it when they change.</summary>
    int Version { get; }

    /// <summary>The state with one value more.</summary>
    /// <param name="state">The state so far.</param>
    /// <param name="value">The value.</param>
    /// <param name="at">The event's time; in windows that close it may lie before that of a value added already.</param>
    TState Add(TState state, TIn value, DateTimeOffset at);

    /// <summary>Two parts of one window as one: sessions that a late event joins, panes that hopping windows share.</summary>
    /// <param name="earlier">The part that starts first.</param>
    /// <param name="later">The other one.</param>
    TState Merge(TState earlier, TState later);

    /// <summary>The result of a state.</summary>
    /// <param name="state">The state; <see cref="Empty"/> where there is nothing.</param>
    /// <param name="at">The time of the event that asks; of a window that closes, its last millisecond.</param>
    TResult Result(TState state, DateTimeOffset at);

    /// <summary>Writes a state: always the same bytes for the same one.</summary>
    /// <param name="state">The state.</param>
    /// <param name="writer">Takes the bytes.</param>
    void Write(TState state, BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote, all of it.</summary>
    /// <param name="reader">Gives the bytes.</param>
    /// <param name="version">The version that wrote them: this one, or an older one that may still be stored.</param>
    TState Read(BinaryReader reader, int version);
}
