using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Simulation.World;

/// <summary>Who lives where: customers, terminals, and which of these a customer can reach. Safe for many threads.</summary>
internal sealed class Place
{
    /// <summary>The edge of the square that everybody lives in, in km.</summary>
    public const double Edge = 100;

    private readonly Customer[] _customers;
    private readonly Terminal[] _terminals;
    private readonly TerminalGrid _grid;
    private readonly int[]?[] _reach;

    public Place(WorldOptions options)
    {
        _customers = new Customer[options.Customers];
        for (var customer = 0; customer < _customers.Length; customer++)
        {
            var draws = Draws.For(options.Seed, Purpose.Customer, customer);
            _customers[customer] = new Customer(draws.Uniform(0, Edge), draws.Uniform(0, Edge), draws.Uniform(5, 100), new Poisson(draws.Uniform(0, 4)));
        }

        _terminals = new Terminal[options.Terminals];
        for (var terminal = 0; terminal < _terminals.Length; terminal++)
        {
            var draws = Draws.For(options.Seed, Purpose.Terminal, terminal);
            _terminals[terminal] = new Terminal(draws.Uniform(0, Edge), draws.Uniform(0, Edge));
        }

        _grid = new TerminalGrid(_terminals, options.Radius);
        _reach = new int[]?[_customers.Length];
    }

    public ref readonly Customer Customer(int customer) => ref _customers[customer];

    public ref readonly Terminal Terminal(int terminal) => ref _terminals[terminal];

    /// <summary>The terminals that a customer can reach, by number. Found at first use: two threads that race find the same.</summary>
    public ReadOnlySpan<int> Reach(int customer)
    {
        var known = Volatile.Read(ref _reach[customer]);
        if (known is null)
        {
            known = _grid.Within(_customers[customer].X, _customers[customer].Y);
            Volatile.Write(ref _reach[customer], known);
        }

        return known;
    }

    /// <summary>From a customer to a terminal, in hundredths of a km.</summary>
    public long Distance(int customer, int terminal)
    {
        var (x, y) = (_customers[customer].X - _terminals[terminal].X, _customers[customer].Y - _terminals[terminal].Y);
        return (long)Math.Round(Math.Sqrt((x * x) + (y * y)) * 100, MidpointRounding.ToEven);
    }
}
