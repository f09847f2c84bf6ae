using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Serverless.Local.Emulators.Native;

/// <summary>librdkafka's mock cluster with its client, which must outlive it.</summary>
internal sealed unsafe class MockCluster : SafeHandle
{
    private readonly nint _client;

    public MockCluster(int brokers)
        : base(0, ownsHandle: true)
    {
        try
        {
            var conf = Librdkafka.ConfNew();
            Librdkafka.ConfSetLogCallback(conf, &Silent);
            var error = stackalloc byte[512];
            _client = Librdkafka.New(Librdkafka.Producer, conf, error, 512);
            if (_client == 0)
                throw new EmulatorException($"The embedded broker can't be started: {Marshal.PtrToStringUTF8((nint)error)}.");
            using (new SignalMask())
                SetHandle(Librdkafka.ClusterNew(_client, brokers));
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new EmulatorException($"The native library librdkafka can't be loaded (run ./setup): {failure.Message}", failure);
        }

        if (IsInvalid)
        {
            Librdkafka.Destroy(_client);
            throw new EmulatorException("The embedded broker can't be started: no port of the loopback interface could be opened.");
        }

        // A real broker waits three seconds for further members of a new group; here nobody else is coming.
        Librdkafka.GroupInitialRebalanceDelay(handle, 0);
    }

    public override bool IsInvalid => handle == 0;

    public string Bootstraps => Marshal.PtrToStringUTF8(Librdkafka.Bootstraps(handle)) ?? "";

    public nint Pointer => IsClosed ? throw new ObjectDisposedException(nameof(EmbeddedKafka)) : handle;

    protected override bool ReleaseHandle()
    {
        Librdkafka.ClusterDestroy(handle);
        Librdkafka.Destroy(_client);
        return true;
    }

    // The mock's lines are of no use to a user; by default they would go to standard error.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Silent(nint client, int level, byte* facility, byte* text)
    {
    }
}
