using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Web;

/// <summary>
/// The one catch-all of HTTP. A fault becomes its code, a bug becomes 500 with a trace; neither shows more than that.
/// </summary>
sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    // Error numbers of Linux, which .NET leaves in HResult.
    const int TooManyOpenFiles = 24, TooManyOpenFilesOfAll = 23;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && IsApi(context) && context.Response is { ContentLength: null, ContentType: null } && EmptyCodeOf(context) is { } code)
                await Problem.WriteAsync(context, code);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is nobody to tell.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var code = CodeOf(exception);
            Log(code, exception, context);
            context.Response.Clear();
            SecurityHeaders.Set(context);
            if (IsApi(context))
                await Problem.WriteAsync(context, code);
            else
                await ShowPageAsync(context, code);
        }
        catch (Exception exception)
        {
            // Headers are out: the only honest answer left is a broken connection, never a body that looks whole.
            Log(CodeOf(exception), exception, context);
            context.Abort();
        }
    }

    static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/openapi");

    static string? EmptyCodeOf(HttpContext context) => context.Response.StatusCode switch
    {
        404 => "request.not-found",
        405 => "request.method-not-allowed",
        415 => "request.unsupported-type",
        413 => "request.too-large",
        400 => "request.malformed",
        _ => null,
    };

    async Task ShowPageAsync(HttpContext context, string code)
    {
        context.Response.StatusCode = ProblemCodes.StatusOf(code);
        context.Items["kluis.code"] = code;
        context.Request.Path = "/fault";
        context.Request.Method = "GET";
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        await next(context);
    }

    void Log(string code, Exception exception, HttpContext context)
    {
        if (ProblemCodes.StatusOf(code) < 500)
            return;
        // The stack tells where; the message of an unknown exception may hold input, so it stays out.
        var trace = Problem.TraceOf(context);
        if (exception is FaultException or VaultException)
            LogFault(code, trace, exception.Message);
        else
            LogBug(trace, exception.GetType().FullName ?? "", exception.StackTrace ?? "");
    }

    static string CodeOf(Exception exception) => exception switch
    {
        FaultException fault => fault.Code,
        VaultException vault => vault.Code,
        BadHttpRequestException { StatusCode: 413 } => "request.too-large",
        BadHttpRequestException { StatusCode: 408 } => "request.truncated",
        BadHttpRequestException bad => bad.Message.Contains("end of request content", StringComparison.OrdinalIgnoreCase) ? "request.truncated" : "request.malformed",
        InvalidDataException => "request.malformed",
        // The length of a chunk that no number holds.
        IOException { InnerException: OverflowException } => "request.malformed",
        // What MultipartReader says of a body that ends before its last boundary.
        IOException io when io.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal) => "request.truncated",
        Microsoft.AspNetCore.Connections.ConnectionResetException => "request.truncated",
        IOException { HResult: TooManyOpenFiles or TooManyOpenFilesOfAll } => "server.busy",
        // What the operating system says of a disk; an exception of another origin has no error number of it.
        UnauthorizedAccessException or IOException { HResult: > 0 } => StorageFault.Of(exception, "").Code,
        _ => "internal",
    };

    [LoggerMessage(1001, LogLevel.Error, "Fault {Code}, trace {Trace}: {Hint}")]
    partial void LogFault(string code, string trace, string hint);

    [LoggerMessage(1002, LogLevel.Error, "Bug, trace {Trace}: {Kind}\n{Stack}")]
    partial void LogBug(string trace, string kind, string stack);
}
