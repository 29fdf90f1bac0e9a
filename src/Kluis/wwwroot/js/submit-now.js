// A person who opens the link lands signed in; without script the button does the same.
document.querySelector('form[data-submit-now]')?.requestSubmit();
