using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cs336.Model.State;

/// <summary>A change on the disk that is about to be made.</summary>
public enum DiskChange
{
    /// <summary>A file is made, or opened for more.</summary>
    Open,

    /// <summary>Bytes are written.</summary>
    Write,

    /// <summary>What was written is forced onto the medium.</summary>
    Flush,

    /// <summary>A file or directory gets another name.</summary>
    Rename,

    /// <summary>A file or directory is removed.</summary>
    Delete,
}

/// <summary>
/// Every change that runs and checkpoints make on the disk, one method each: the one place where a full disk, a short write or a crash
/// can be played, which is how docs/reliability.md came about.
/// </summary>
public static class Disk
{
    private static readonly AsyncLocal<Action<DiskChange, string>?> Interceptor = new();

    /// <summary>
    /// Calls <paramref name="before"/> before every change that this thread makes, until the result is disposed; what it throws is what
    /// the disk answers.
    /// </summary>
    /// <param name="before">Gets the change and the path it concerns. A write that fails leaves half of its bytes.</param>
    public static IDisposable Intercept(Action<DiskChange, string> before)
    {
        Interceptor.Value = before;
        return new Interception();
    }

    /// <summary>A new file.</summary>
    public static Stream Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>A file to add to, made where there is none.</summary>
    public static Stream Append(string path) => Open(path, FileMode.Append);

    /// <summary>A new file that several threads may write at its places.</summary>
    public static SafeFileHandle CreateForPlaces(string path)
    {
        Announce(DiskChange.Open, path);
        return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Writes bytes at a place of a file; what lies before it and was never written is zeros.</summary>
    public static void WriteAt(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long place) =>
        Write(path, bytes, part => RandomAccess.Write(file, part, place));

    /// <summary>Makes sure that a file is on the medium.</summary>
    public static void Flush(SafeFileHandle file, string path)
    {
        Announce(DiskChange.Flush, path);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes sure that a file is on the medium.</summary>
    public static void Flush(Stream file, string path)
    {
        Announce(DiskChange.Flush, path);
        file.Flush();
        ((Interceptible)file).FlushToDisk();
    }

    /// <summary>Gives a file another name, at once, over an older one of that name.</summary>
    public static void MoveFile(string from, string to)
    {
        Announce(DiskChange.Rename, to);
        File.Move(from, to, overwrite: true);
        FlushDirectoryOf(to);
    }

    /// <summary>Gives a directory a name that nothing has.</summary>
    public static void MoveDirectory(string from, string to)
    {
        Announce(DiskChange.Rename, to);
        Directory.Move(from, to);
        FlushDirectoryOf(to);
    }

    /// <summary>
    /// Gives a directory the name of another one, which is removed. Where the system can exchange two names at once, as Linux can, one of
    /// the two has the name whenever the machine stops.
    /// </summary>
    public static void ReplaceDirectory(string from, string to)
    {
        if (!Directory.Exists(to))
        {
            MoveDirectory(from, to);
            return;
        }
        Announce(DiskChange.Rename, to);
        if (OperatingSystem.IsLinux() && ExchangeNames(CurrentDirectory, from, CurrentDirectory, to, Exchange) == 0)
        {
            FlushDirectoryOf(to);
            DeleteDirectory(from);
            return;
        }
        var old = $"{to}.{Guid.NewGuid():N}.tmp";
        Directory.Move(to, old);
        Directory.Move(from, to);
        FlushDirectoryOf(to);
        DeleteDirectory(old);
    }

    /// <summary>Removes a file, if there is one.</summary>
    public static void DeleteFile(string path)
    {
        Announce(DiskChange.Delete, path);
        File.Delete(path);
    }

    /// <summary>Removes a directory and all that is in it, if there is one.</summary>
    public static void DeleteDirectory(string path)
    {
        Announce(DiskChange.Delete, path);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    private static Interceptible Open(string path, FileMode mode)
    {
        Announce(DiskChange.Open, path);
        return new(new FileStream(path, mode, FileAccess.Write, FileShare.Read), path);
    }

    private delegate void BytesWriter(ReadOnlySpan<byte> bytes);

    private static void Write(string path, ReadOnlySpan<byte> bytes, BytesWriter write)
    {
        try
        {
            Announce(DiskChange.Write, path);
        }
        catch
        {
            write(bytes[..(bytes.Length / 2)]);
            throw;
        }
        try
        {
            write(bytes);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // What .NET makes of EFBIG.
            throw new IOException($"{path}: the file may not become as large as it has to; its limit is the file system's or the user's.", error);
        }
    }

    private static void Announce(DiskChange change, string path) => Interceptor.Value?.Invoke(change, path);

    /// <summary>A new name survives a power cut only when its directory is on the medium too. Windows has no such call and needs none.</summary>
    private static void FlushDirectoryOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var directory = OpenDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!, 0);
        if (directory < 0)
            return;
        // Some file systems refuse; then there is nothing more to be had.
        _ = FlushDescriptor(directory);
        _ = CloseDescriptor(directory);
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenDirectory(string path, int flags);

    private const int CurrentDirectory = -100;
    private const uint Exchange = 2;

    [DllImport("libc", EntryPoint = "renameat2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int ExchangeNames(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int FlushDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseDescriptor(int descriptor);

    private sealed class Interception : IDisposable
    {
        public void Dispose() => Interceptor.Value = null;
    }

    private sealed class Interceptible(FileStream file, string path) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public void FlushToDisk() => file.Flush(flushToDisk: true);

        public override void Flush() => file.Flush();

        public override void Write(ReadOnlySpan<byte> buffer) => Disk.Write(path, buffer, file.Write);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for writing.");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
