// While work goes on: looks every two seconds, and puts the new part of the page in the place of the old one.
const place = document.querySelector("[data-live-on=yes]");
const look = async () => {
  const answer = await fetch(place.dataset.live, { headers: { 'Kluis-Quiet': '1' } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = page.querySelector("[data-live]");
  if (!news)
    return;
  if (news.dataset.liveOn === "no") {
    location.reload();
    return;
  }
  place.replaceChildren(...news.childNodes);
  setTimeout(look, 2000);
};
if (place)
  setTimeout(look, 2000);
