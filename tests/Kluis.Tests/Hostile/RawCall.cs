using System.Net.Sockets;
using System.Text;

namespace Kluis.Tests.Hostile;

/// <summary>One request byte by byte over a socket, for what no HTTP client would send.</summary>
sealed class RawCall : IDisposable
{
    readonly Socket socket;
    readonly NetworkStream stream;

    RawCall(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket);
    }

    public static async Task<RawCall> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        return new RawCall(socket);
    }

    public static string Head(string path, string secret, string type, params string[] more) =>
        string.Join("\r\n", [$"POST {path} HTTP/1.1", "Host: localhost", $"Authorization: Bearer {secret}", $"Content-Type: {type}", .. more]) + "\r\n\r\n";

    /// <summary>Sends; that the other side has hung up already is no fault here.</summary>
    public async Task<RawCall> SendAsync(params byte[][] pieces)
    {
        try
        {
            foreach (var piece in pieces)
                await stream.WriteAsync(piece);
        }
        catch (IOException)
        {
            // It has answered before it read all; the answer is what counts.
        }
        return this;
    }

    public Task<RawCall> SendAsync(string head, params byte[][] pieces) => SendAsync([Encoding.ASCII.GetBytes(head), .. pieces]);

    /// <summary>No more comes, and the answer is waited for.</summary>
    public async Task<(int Status, string Text)> EndAsync()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has hung up before us.
        }
        return await AnswerAsync();
    }

    public async Task<(int Status, string Text)> AnswerAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0;)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (IsWhole(answer.ToString()))
                    break;
            }
        }
        catch (IOException)
        {
            // Reset: what came before it is the answer.
        }
        var text = answer.ToString();
        return (text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0, text);
    }

    /// <summary>Hangs up in the middle, without a word.</summary>
    public void Break()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        return text[..end].Contains("Content-Length: 0", StringComparison.OrdinalIgnoreCase) || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }
}
