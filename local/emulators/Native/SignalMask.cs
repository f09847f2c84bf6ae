using System.Runtime.InteropServices;

namespace Serverless.Local.Emulators.Native;

/// <summary>
/// Keeps the signals that are meant for the whole process (SIGCONT after a pause, SIGCHLD when a child ends, SIGTERM …) away from threads that native code
/// starts meanwhile. The mock cluster's thread ends for good when one of them interrupts its poll(), and its broker with it, without a word; the kernel
/// gives such a signal to any thread that has not blocked it. Source: rd_kafka_mock_cluster_io_poll in librdkafka's rdkafka_mock.c; signal(7), pthread_sigmask(3).
/// </summary>
internal readonly unsafe ref partial struct SignalMask : IDisposable
{
    private const int Words = 16;
    private const int Block = 0;
    private const int Set = 2;

    // Signals 1 to 31 but for those that a thread causes itself: ILL, TRAP, ABRT, BUS, FPE and SEGV.
    private const ulong OfProcess = 0x7FFF_FFFF & ~((1UL << 3) | (1UL << 4) | (1UL << 5) | (1UL << 6) | (1UL << 7) | (1UL << 10));
    private readonly Before _before;

    public SignalMask()
    {
        if (OperatingSystem.IsLinux())
        {
            var mask = stackalloc ulong[Words];
            mask[0] = OfProcess;
            fixed (Before* before = &_before)
                _ = Mask(Block, mask, (ulong*)before);
        }
    }

    /// <summary>This thread is as before; those started meanwhile keep what they inherited.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            fixed (Before* before = &_before)
                _ = Mask(Set, (ulong*)before, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int Mask(int how, ulong* set, ulong* before);

    // sigset_t has 128 bytes, with glibc and musl alike.
    [System.Runtime.CompilerServices.InlineArray(Words)]
    private struct Before
    {
        private ulong _first;
    }
}
