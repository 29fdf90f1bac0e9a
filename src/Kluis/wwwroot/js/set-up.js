// The secret of the set-up link stands after the #, where no server sees it: it goes into its field, and out of the address.
const field = document.querySelector('form[data-set-up] input[name=secret]');
if (field && location.hash.length > 1) {
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, '', location.pathname);
}
