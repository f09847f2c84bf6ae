using System.Net;
using System.Net.Sockets;

namespace Serverless.Local.Emulators;

/// <summary>
/// Listens on a chosen port and passes everything on to the broker's own: the mock cluster takes any free port and can't be told one.
/// </summary>
internal sealed class PortRelay : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();

    public PortRelay(int port)
    {
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen();
        }
        catch (SocketException failure)
        {
            _listener.Dispose();
            _stop.Dispose();
            throw new EmulatorException(
                failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Port {port} is taken: choose another one for the broker, or end the program that listens there."
                    : $"Port {port} can't be opened for the broker: {failure.Message}.",
                failure);
        }
        catch (ArgumentOutOfRangeException failure)
        {
            _listener.Dispose();
            _stop.Dispose();
            throw new EmulatorException($"{port} is no port: 1 to 65535.", failure);
        }
    }

    public void Start(int brokerPort) => _ = AcceptAsync(brokerPort);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken stop)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, stop).ConfigureAwait(false)) > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), stop).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end has gone; the other one follows.
        }
    }

    private async Task AcceptAsync(int brokerPort)
    {
        var stop = _stop.Token;
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync(stop).ConfigureAwait(false);
                _ = RelayAsync(client, brokerPort, stop);
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!stop.IsCancellationRequested)
            {
                // A client that gave up while it was being accepted.
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private static async Task RelayAsync(Socket client, int brokerPort, CancellationToken stop)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await far.ConnectAsync(new IPEndPoint(IPAddress.Loopback, brokerPort), stop).ConfigureAwait(false);
            near.NoDelay = far.NoDelay = true;
            // The first end that closes closes the other, as a direct connection would.
            await Task.WhenAny(PumpAsync(near, far, stop), PumpAsync(far, near, stop)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // The broker is down: the client sees its connection closed.
        }
    }
}
