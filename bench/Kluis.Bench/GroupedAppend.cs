using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Kluis.Bench;

/// <summary>The least that a durable log of many clients costs: one writer collects what waits, writes it at once and syncs once.</summary>
sealed class GroupedAppend : IAsyncDisposable
{
    readonly Channel<(byte[] Bytes, TaskCompletionSource Done)> waiting = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(new() { SingleReader = true });
    readonly SafeFileHandle file;
    readonly Task loop;
    readonly byte[] buffer = new byte[1 << 20];
    long length;

    public GroupedAppend(string path)
    {
        file = DataSync.Create(path);
        loop = Task.Run(RunAsync);
    }

    public Task AppendAsync(byte[] bytes)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Writer.TryWrite((bytes, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await loop;
        file.Dispose();
    }

    async Task RunAsync()
    {
        var batch = new List<TaskCompletionSource>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            var size = 0;
            while (size < buffer.Length / 2 && waiting.Reader.TryRead(out var item))
            {
                item.Bytes.CopyTo(buffer, size);
                size += item.Bytes.Length;
                batch.Add(item.Done);
            }
            RandomAccess.Write(file, buffer.AsSpan(0, size), length);
            DataSync.Flush(file);
            length += size;
            batch.ForEach(done => done.SetResult());
            batch.Clear();
        }
    }
}
