namespace Serverless.Streams;

/// <summary>Gives the verbs of a definition what they ask of its profile.</summary>
internal static class ProfileUse
{
    /// <summary>Adds a problem for everything that is asked in vain.</summary>
    public static void Apply(PipelineDraft draft, Type pipeline)
    {
        if (draft.IsMeasured || draft.ProfileNeeds.Count == 0)
        {
            draft.Profile = null;
            return;
        }

        try
        {
            draft.Profile ??= PipelineProfile.Embedded(pipeline);
        }
        catch (FormatException failure)
        {
            draft.Problem($"{failure.Message}.");
            return;
        }

        foreach (var need in draft.ProfileNeeds)
        {
            if (draft.Profile?.Fields.GetValueOrDefault(need.Field) is not { Count: > 0 } field)
            {
                draft.Problem($"{need.Verb} needs {need.Field} in {PipelineProfile.FileName}: run ./serverless profile {draft.Name}.");
            }
            else if (need.Take(field) is { } problem)
            {
                draft.Problem($"{need.Verb}: {problem}");
            }
        }
    }
}
