using System.Security.Cryptography;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>
/// Artifacts in a folder. A file appears whole or not at all (temporary file, flushed to disk, renamed). The ETag is the hash of the content.
/// Symbolic links below the root are refused, so that no name leads out of it. Several processes may share the folder.
/// </summary>
public sealed class FolderArtifacts : IArtifacts
{
    private const int MaxListed = 10_000;
    private const int LockTries = 500;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(10);

    private readonly string _root;
    private readonly TimeProvider _time;

    /// <summary>On a folder, which is made by the first write.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="time">The clock for waits.</param>
    /// <exception cref="ArtifactException">The path is not a folder's.</exception>
    public FolderArtifacts(string root, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _time = time ?? TimeProvider.System;
        try
        {
            _root = Path.GetFullPath(root);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new ArtifactException($"'{root}' is not a folder's path.", e) { IsFatal = true };
        }

        if (File.Exists(_root))
            throw new ArtifactException($"The artifact store {_root} is a file, not a folder.") { IsFatal = true };
    }

    /// <inheritdoc/>
    public async ValueTask<Artifact?> ReadAsync(string name, long maxBytes, CancellationToken cancellationToken)
    {
        var path = Locate(name);
        try
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                ArtifactLimit.Check(name, stream.Length, maxBytes);
                var content = GC.AllocateUninitializedArray<byte>((int)stream.Length);
                await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                return new Artifact(content, ETagOf(content));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure("read", name, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = Locate(name);
        if (File.Exists(path))
            return false;

        var held = await LockAsync(name, path, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return !File.Exists(path) && await WriteAsync(name, path, content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        if (etag is null)
            return await CreateAsync(name, content, cancellationToken).ConfigureAwait(false);
        var path = Locate(name);
        if (!File.Exists(path))
            return false;

        var held = await LockAsync(name, path, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            var current = await ReadAsync(name, int.MaxValue, cancellationToken).ConfigureAwait(false);
            return current?.ETag == etag && await WriteAsync(name, path, content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(folder);
        var start = folder.Length == 0 ? _root : Locate(folder);
        try
        {
            // Hidden files are temporary ones and locks; links would lead out of the root.
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
            var names = !Directory.Exists(start) ? [] : Directory.EnumerateFiles(start, "*", options)
                .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(ModelNames.IsArtifact)
                .Order(StringComparer.Ordinal).Take(MaxListed).ToList();
            return ValueTask.FromResult<IReadOnlyList<string>>(names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure("list", folder, e);
        }
    }

    private static string ETagOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static ArtifactException Failure(string verb, string name, Exception e) =>
        new($"The artifact store can't {verb} {name}: {OneLine.Of(e.Message)}", e);

    private static async ValueTask<bool> WriteAsync(string name, string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure("write", name, e);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    private static void CreateFolder(string name, string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure("write", name, e);
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A left-over hidden file is never listed nor read; the error that matters is already on its way.
        }
    }

    private string Locate(string name)
    {
        ArtifactName.Check(name);
        var path = _root;
        foreach (var part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw new ArtifactException($"{name} passes a symbolic link, which could lead out of the artifact store.") { IsFatal = true };
        }

        return path;
    }

    /// <summary>Looking and renaming is not one step in a file system: a lock file keeps other writers, also of other processes, away.</summary>
    private async ValueTask<FileStream> LockAsync(string name, string path, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.lock");
        CreateFolder(name, path);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (tries < LockTries)
            {
                await Task.Delay(LockPause, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failure("lock", name, e);
            }
        }
    }
}
