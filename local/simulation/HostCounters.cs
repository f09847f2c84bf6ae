namespace Serverless.Local.Simulation;

/// <summary>What the host counted of the transaction topic; records delivered again are not in it.</summary>
/// <param name="EventsIn">Source records taken in.</param>
/// <param name="Clean">Those that came out clean, repeats by their id included.</param>
/// <param name="Dead">Dead letters of Cleanse.</param>
/// <param name="Dropped">Records that a rule of the user drops.</param>
/// <param name="Duplicates">Repeats by their id.</param>
/// <param name="Late">Late ones that were not scored.</param>
public sealed record HostCounters(long EventsIn, long Clean, long Dead, long Dropped, long Duplicates, long Late);
