using System.Text;

namespace Kluis.Bench;

/// <summary>The result as a table for the terminal and as a document.</summary>
static class Report
{
    static readonly string[] Heads = ["", "what", "figures", "target", "reached", "verdict"];

    public static string Table(IReadOnlyList<Line> lines)
    {
        List<string[]> rows = [Heads, .. lines.Select(Cells)];
        var widths = Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return text.ToString();
    }

    public static string Document(IReadOnlyList<Line> lines, Machine machine, bool quick)
    {
        var text = new StringBuilder(
            $"""
            # Performance

            Written by `./kluis bench all --write`; `./kluis bench all --check` ends with exit code 2 where a target is missed. Each
            ratio is taken against a peer measured in the same run, in turns: the median of the ratios of the rounds.

            * Date: {TimeProvider.System.GetUtcNow():yyyy-MM-dd}
            * Machine: {machine}

            | | what | figures | target | reached | verdict |
            |---|---|---|---|---|---|

            """);
        foreach (var line in lines)
            text.AppendLine($"| {string.Join(" | ", Cells(line))} |");
        if (quick)
            text.AppendLine("\nWith `--quick`: small sizes, a first look and no verdict on the targets.");
        return text.Append(Explanations).ToString();
    }

    static string[] Cells(Line line) => [line.Group, line.What, line.Figure, line.Target ?? "", line.Reached ?? "", line.Verdict];

    const string Explanations =
        """

        ## What is measured

        * **Vault, memory**: `SealedObject.WriteAsync` from memory into a sink that keeps nothing, beside `age` (file in the page
          cache to `/dev/null`, whole process) and `openssl speed -evp aes-256-gcm -bytes 16384`. "With digest" also takes the
          SHA-256 of the content, as the product does.
        * **Vault, disk**: an object through the file store (write, rename, fsync, fsync of the folder) beside a plain file of the
          same bytes with fsync. **Range**: the object's key unwrapped, the object opened (header, length and last chunk verified), 4 KiB read
          at a random place; the file is in the page cache.
        * **Audit**: 64 clients that each wait until their entry is durable. The peers write entries of as many bytes to a file: one
          client with an fdatasync per entry; 64 clients whose entries one writer collects, writes and syncs together. The faster
          the disk, the harder the second target: where a sync takes a fraction of a millisecond, the price of the entry's
          commitments and sealed disclosures is what counts, and the peer has none; the line below it gives them to both.
        * **Intake**: 64 clients that each wait until their call is durable: metadata read, sound sealed into a file of its own, people found or made, some
          fifteen rows, the audit entry; the log is numbered and signed meanwhile. The peer writes the same bytes into a plain file, syncs it, and adds
          one row; both group their commits. Every other call is of a number that called before. Two processes share nothing but the database.
        * **Search**: the whole act in process (audit entry durable, blind index, page, people's fields opened), a different
          telephone number each time, the database in the page cache. It has 300,000 customers for 1,000,000 conversations, with 2 parties, 2 parts and call
          metadata each. **Serve** is the program itself over that database.
        * **Pages**: the program over that database after years of use: 5,000,000 entries in the log, made and signed as the product does it,
          500 colleagues, a customer with 2,000 conversations, and a call with a thousand turns. Every page of the console, with each filter, each order,
          several filters at once and far from the start, is asked for 200 times over HTTP by people of its role who take turns: first
          one at a time, then by four at once; a page over the limit is measured up to three times and the best of each counts, since a slow page is slow
          each time and a hiccup of the machine is not. What is timed is from the request to the last byte, so the asking and reading program on
          the same processors counts too. **Weight** is all that a browser fetches for the page with nothing kept from before, as it comes
          over the wire. `./kluis bench pages` prints each page, with what it takes of a processor.

        """;
}
