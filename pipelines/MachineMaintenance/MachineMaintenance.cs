namespace Serverless.Pipelines.MachineMaintenance;

/// <summary>Finds machines that behave as worn ones do, from the vibration, temperature and power of the last hours.</summary>
public sealed class MachineMaintenance : Pipeline<Reading>
{
    /// <summary>The definition, from top to bottom: sources, keys, values, model, rules and decision, outputs.</summary>
    public MachineMaintenance()
    {
        AtWatermark();                                                  // radio links reorder: each machine in the order of time

        From("plant.readings", MachineMaintenanceJson.Default.Reading)
            .Unique(r => r.Id, within: Hours(1))
            .Time(r => r.At, outOfOrder: Seconds(30), idle: Minutes(1))
            .Require(r => r.DeviceId)
            .Unit(r => r.Temperature, r => r.Scale, to: "C")
            .Map(r => r.Temperature, celsius => celsius is >= -60 and <= 250 ? celsius : null)
            .Map(r => r.Vibration, strength => strength is >= 0 and <= 100 ? strength : null)      // a sensor's fault is a gap, not a fault of the machine
            .Reject(r => r.Power < 0, "negative power");

        var device = By("device", r => r.DeviceId);
        var running = device.Where(r => r.Power > 0.5);
        var vibration = running.Last(Hours(1), Hours(24)).Mean("vibration_mean", r => r.Vibration, empty: 1);
        var temperature = running.Last(Hours(1), Hours(24)).Mean("temperature_mean", r => r.Temperature, empty: 50);
        var strongest = running.Last(Hours(6)).Max("vibration_max", r => r.Vibration, empty: 1);
        var spread = running.Last(Hours(6)).StdDev("vibration_spread", r => r.Vibration, empty: 0);
        var recent = running.LastEvents(4).Collect("vibrations", r => r.Vibration, limit: 4);
        var (now, usual) = (temperature[Hours(1)], temperature[Hours(24)]);

        var load = device.Hopping("load", size: Hours(1), slide: Minutes(20));
        load.Mean("power_mean", r => r.Power);
        load.Where(r => r.Temperature > 75).Count("hot");

        var run = running.Session("run", gap: Minutes(30));
        run.Count("readings");
        run.Max("strongest", r => r.Vibration);

        var model = Score("device-anomaly", features => features
            .Number("power", r => r.Power)
            .Add(vibration, temperature, strongest, spread)
            .Sequence("vibration", recent, 4, empty: 1));
        var (score, stop, inspect) = (model.Score, model.Parameter("stop"), model.Parameter("inspect"));

        var unusual = Rule("unusual", (r, row) => r.Power > 0.5 && row[score] > row[inspect]);
        var shaking = Rule("shaking", (r, row) => row[strongest] > 4);
        Rule("warming", (r, row) => row[now] - row[usual] > 8);

        var decision = Decide((r, row) =>
            !row[unusual] ? Decision.Fine
            : row[score] > row[stop] && row[shaking] ? Decision.Stop : Decision.Inspect);
        To(Topic("plant.work-orders"), when: (r, row) => row.Get(decision) != Decision.Fine);
    }
}
