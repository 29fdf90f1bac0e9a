using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Something broke: what is safe, what one can do, the code and the trace. It needs nothing that may have broken.</summary>
[OpenToAll("It shows a code and a trace, and nothing of what was asked.")]
[IgnoreAntiforgeryToken]
sealed class FaultPage(Words words) : PageModel
{
    public string Code { get; private set; } = "internal";

    public string Trace => Problem.TraceOf(HttpContext);

    public string What => words.Find("fault." + Code) ?? words["fault.internal"];

    public string Next => words[Response.StatusCode switch { 503 => "fault.later", >= 500 => "fault.tell", _ => "fault.again" }];

    public IActionResult OnGet()
    {
        // Nobody asks for this address by himself; who does, is told that there is nothing here.
        if (HttpContext.Items["kluis.code"] is not string code)
            return Redirect("/");
        Code = code;
        Response.StatusCode = ProblemCodes.StatusOf(code);
        if (Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            Response.Headers.RetryAfter = "10";
        return Page();
    }
}
