namespace Architecture.Tests;

/// <summary>One use of every symbol that must be banned, by its documentation id.</summary>
static class BannedUses
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["P:System.DateTime.Now"] = "_ = DateTime.Now;",
        ["P:System.DateTime.UtcNow"] = "_ = DateTime.UtcNow;",
        ["P:System.DateTime.Today"] = "_ = DateTime.Today;",
        ["P:System.DateTimeOffset.Now"] = "_ = DateTimeOffset.Now;",
        ["P:System.DateTimeOffset.UtcNow"] = "_ = DateTimeOffset.UtcNow;",
        ["P:System.Environment.TickCount"] = "_ = Environment.TickCount;",
        ["P:System.Environment.TickCount64"] = "_ = Environment.TickCount64;",
        ["T:System.Diagnostics.Stopwatch"] = "_ = System.Diagnostics.Stopwatch.GetTimestamp();",
        ["M:System.Guid.NewGuid"] = "_ = Guid.NewGuid();",
        ["M:System.Guid.CreateVersion7"] = "_ = Guid.CreateVersion7();",
        ["M:System.Guid.CreateVersion7(System.DateTimeOffset)"] = "_ = Guid.CreateVersion7(time.GetUtcNow());",
        ["T:System.Random"] = "_ = Random.Shared.Next();",
        ["M:System.Threading.Tasks.Task.Wait"] = "task.Wait();",
        ["M:System.Threading.Tasks.Task.Wait(System.TimeSpan)"] = "task.Wait(span);",
        ["M:System.Threading.Tasks.Task.Wait(System.Int32)"] = "task.Wait(1);",
        ["P:System.Threading.Tasks.Task`1.Result"] = "_ = task.Result;",
        ["M:System.Runtime.CompilerServices.TaskAwaiter.GetResult"] = "((Task)task).GetAwaiter().GetResult();",
        ["M:System.Runtime.CompilerServices.TaskAwaiter`1.GetResult"] = "task.GetAwaiter().GetResult();",
        ["M:System.Threading.Thread.Sleep(System.Int32)"] = "Thread.Sleep(1);",
        ["M:System.Threading.Thread.Sleep(System.TimeSpan)"] = "Thread.Sleep(span);",
        ["M:System.Threading.Tasks.Task.Delay(System.Int32)"] = "_ = Task.Delay(1);",
        ["M:System.Threading.Tasks.Task.Delay(System.TimeSpan)"] = "_ = Task.Delay(span);",
        ["M:System.Threading.Tasks.Task.Delay(System.Int32,System.Threading.CancellationToken)"] = "_ = Task.Delay(1, stop);",
        ["M:System.Threading.Tasks.Task.Delay(System.TimeSpan,System.Threading.CancellationToken)"] = "_ = Task.Delay(span, stop);",
        ["T:Microsoft.AspNetCore.Http.IFormFile"] = "_ = ((Microsoft.AspNetCore.Http.IFormFile)null!).OpenReadStream();",
        ["T:Microsoft.AspNetCore.Http.IFormFileCollection"] = "_ = ((Microsoft.AspNetCore.Http.IFormFileCollection)null!).GetFiles(\"x\");",
    };

    /// <summary>What one uses instead; awaiting calls a banned member too, but the compiler wrote that call.</summary>
    public static IReadOnlyList<string> Innocent { get; } =
        ["_ = time.GetUtcNow();", "_ = await task;", "await Task.Delay(span, time, stop);"];
}
