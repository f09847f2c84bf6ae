using System.Collections.Immutable;
using System.Text.Json;

namespace Serverless.Streams;

/// <summary>The names and values of a decision's enum, in the order of the values.</summary>
internal static class DecisionNames
{
    public static (ImmutableArray<string> Names, TDecision[] Values) Of<TDecision>(PipelineDraft draft)
        where TDecision : struct, Enum
    {
        var values = Enum.GetValues<TDecision>();
        if (values.Length == 0)
        {
            draft.Problem($"Decide: {typeof(TDecision).Name} has no names.");
        }
        else if (values.Distinct().Count() != values.Length)
        {
            draft.Problem($"Decide: {typeof(TDecision).Name} has two names for one value.");
        }

        return ([.. Enum.GetNames<TDecision>().Select(JsonNamingPolicy.CamelCase.ConvertName)], values);
    }
}
