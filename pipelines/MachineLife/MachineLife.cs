namespace Serverless.Pipelines.MachineLife;

/// <summary>The remaining life of each machine in hours, from what machine-maintenance found unusual about it: the second model of a chain of two pipelines.</summary>
public sealed class MachineLife : Pipeline<Prediction>
{
    /// <summary>The definition, from top to bottom: sources, keys, values, model, rules and decision, outputs.</summary>
    public MachineLife()
    {
        AtWatermark();

        From("machine-maintenance.predictions", MachineLifeJson.Default.Prediction)
            .Chained()
            .Unique(p => p.Id, within: Hours(1))
            .Time(p => p.Time, outOfOrder: Minutes(1), idle: Minutes(1))
            .Drop(p => p.Event.Power <= 0.5, "standing still");

        var device = By("device", p => p.Event.DeviceId);
        var windows = device.Last(Hours(6), Hours(24), Hours(72));
        var anomaly = windows.Mean("anomaly_mean", p => p.Score, empty: 0.4);
        var vibration = windows.Mean("vibration_mean", p => p.Event.Vibration, empty: 1);
        var hot = device.Last(Hours(24)).Max("temperature_max", p => p.Event.Temperature, empty: 55);
        var last = device.LastEvents(3).Collect("anomalies", p => p.Score, limit: 3);

        var model = Score("device-life", features => features.Add(anomaly, vibration, hot).Sequence("anomaly", last, 3, empty: 0.4));
        var (hours, soon) = (model.Score, model.Parameter("soon"));

        var worn = Rule("worn", (p, row) => row[hours] < row[soon]);
        var decision = Decide((p, row) => row[worn] ? Decision.Plan : Decision.Wait);
        To(Topic("plant.service-plan"), when: (p, row) => row.Get(decision) == Decision.Plan);
    }
}
