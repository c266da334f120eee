"""Articles in many languages and the boilerplate that pages put around them."""

ENGLISH = """The ferry between the two islands will run every hour from May, the harbour \
office said on Monday. It has carried passengers twice a day until now.

Captain Maud Ellery, who has steered it for thirty years, welcomed the change. "People \
have been asking for this since my father stood here," she said. "Now they can go to the \
dentist and be back for lunch."

The boat was refitted over the winter. Its new engine uses half the fuel of the old one, \
and the deck has room for a dozen bicycles.

Tickets stay at four crowns; children under six travel free."""

REPORT = """Last summer our team counted the bees in forty gardens. We wanted to know \
whether a strip of wild flowers along a fence makes a difference.

What we did

Each garden was visited three times. Volunteers wrote down every bee they saw within ten \
minutes, and noted:

- the weather
- the time of day
- the plants in bloom

What we found

Gardens with a strip had twice as many bees. The effect was strongest in August, when \
little else flowers.

Next steps

We will repeat the count this year in gardens that have no strip yet."""

TUTORIAL = """This guide shows how to watch a folder and copy what changes.

Install the tool first:

$ sudo apt install watcher
$ watcher --version

Then write a small configuration file. It names the folder and what is to be done.

folder = /srv/incoming
action = copy

Start it once by hand to see whether it finds the folder. If it does, let the system \
start it for you.

Comments

Everything after a hash sign is ignored, so that you can say why a line is there."""

GERMAN = """Der Stadtrat hat am Dienstag beschlossen, die alte Mühle zu retten. Ein Verein \
will sie in drei Jahren wieder in Gang setzen.

Die Kosten liegen bei zwei Millionen Euro. Die Hälfte davon trägt das Land, den Rest \
sammelt der Verein. „Wir haben schon mehr Zusagen, als wir erhofft hatten“, sagte die \
Vorsitzende Hanna Brandt. Gemahlen wird dort dann wieder Roggen von den Feldern der Umgebung, \
und wer will, kann dabei zusehen."""

FRENCH = """La bibliothèque du quartier rouvre ses portes samedi après deux ans de travaux. \
Les lecteurs y trouveront une salle de musique et un jardin.

« Nous voulions un lieu où l'on reste », explique la directrice. Les horaires ont été \
élargis jusqu'à vingt heures en semaine."""

RUSSIAN = """В городе открыли новый мост через реку. Строители закончили работу на месяц \
раньше срока.

По словам инженера Петра Орлова, мост выдержит самый сильный ледоход. Движение автобусов \
начнётся в понедельник."""

CHINESE = """\
市图书馆本周六重新开放，新馆增加了音乐室和花园。馆长表示，希望读者愿意停留更久。

工程历时两年，共投入三千万元。开放时间延长到晚上八点，周末也不休息。"""

ARABIC = """\
افتتحت البلدية جسرا جديدا فوق النهر يوم السبت. وانتهى العمال من البناء قبل الموعد بشهر.

وقال المهندس إن الجسر سيتحمل أقوى الفيضانات. وتبدأ الحافلات عبوره يوم الاثنين."""

PROSE = {
    "english": ENGLISH, "german": GERMAN, "french": FRENCH, "russian": RUSSIAN,
    "chinese": CHINESE, "arabic": ARABIC,
}  # fmt: skip
ARTICLES = PROSE | {"report": REPORT, "tutorial": TUTORIAL}
TITLE = "Hourly ferry to the islands"

# None stands for the title.
FRONTS: list[list[str | None]] = [
    ["Monday, March 3, 2025", None, "Date:"],
    ["Skip to main content", "Home", "News", "Sport", "Search", None, "By Ada Lund", "Share"],
    [None, "2025-03-03 08:30", "5 min read", "Facebook", "WhatsApp", "Copy link"],
    ["Home » News » Islands", None, "by Ada Lund | 3 March 2025 | News | 4 comments"],
    ["Advertisement", None, "Written by Ada Lund", "Updated 2 hours ago"],
    ["Startseite", "Politik", None, "Von Ada Lund", "3. März 2025, 8:30 Uhr", "Teilen"],
    ["Accueil", None, "Par Ada Lund", "Publié le 3 mars 2025", "Partager"],
    ["Главная", "Новости", None, "Автор: Ада Лунд", "3 марта 2025", "Поделиться"],
    ["首页", "新闻", None, "2025年3月3日 08:30", "来源：本报讯", "分享"],
    ["الرئيسية", None, "بقلم: آدا لوند", "3 مارس 2025", "شارك"],
]
BACKS = [
    ["Share post:", "Popular", "More like this", "Related", "Old Mill to Turn Again",
     "The mill at the edge of town will...", "Bees Like Wild Strips",
     "A count in forty gardens shows that..."],
    ["Tags: islands, ferry, harbour", "Related articles", "Old Mill to Turn Again",
     "Bees Like Wild Strips", "Read more: Library Opens on Saturday"],
    ["Filed under", "Islands", "Leave a comment", "3 comments", "Tove says:",
     "March 3, 2025 at 9:12 am", "At last! I have waited for this.", "Reply", "Nils says:",
     "March 3, 2025 at 9:40 am", "And who is to pay for it?", "Reply"],
    ["You may also like", "Old Mill to Turn Again",
     "The council wants to save the mill at the edge of town.", "Bees Like Wild Strips",
     "Gardens with wild flowers have twice as many bees.", "Most read",
     "Library Opens on Saturday"],
    ["About the author", "Previous article", "Next article", "Subscribe to our newsletter",
     "Privacy Policy", "Terms of Use", "© 2025 The Island Post. All rights reserved."],
    ["Teilen", "Mehr zum Thema", "Alte Mühle soll sich wieder drehen", "Kommentare",
     "Newsletter abonnieren", "Impressum", "Datenschutz"],
    ["Читайте также", "Новый мост открыли раньше срока", "Комментарии", "Все права защищены"],
    ["相关阅读", "市图书馆周六重新开放", "版权所有"],
    ["مقالات ذات صلة", "جسر جديد فوق النهر", "جميع الحقوق محفوظة"],
]  # fmt: skip


def wrapped(article: str, front: list[str | None], back: list[str], title: str = TITLE) -> str:
    """Put an article between the boilerplate of a page."""
    return "\n\n".join([*(line or title for line in front), article, *back])
