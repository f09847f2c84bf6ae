namespace Serverless.Local.Simulation.Random;

/// <summary>What a draw is for: draws for different purposes have nothing in common. The numbers are part of every pinned value; none is reused.</summary>
internal enum Purpose
{
    Customer = 1,
    Terminal = 2,
    PaymentCount = 3,
    Payment = 4,
    CompromisedTerminals = 5,
    LeakedCards = 6,
    LeakedChoice = 7,
    Category = 8,
    Spelling = 9,
    Delay = 10,
    TooLate = 11,
    Copy = 12,
    Beside = 13,
    Missing = 14,
    Report = 15,
    MachineLife = 16,
    Reading = 17,
    Visit = 18,
}
