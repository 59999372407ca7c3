"""What the invented people of the demonstration are called, where they work and what they write."""

from app.leads.status import Status

COLLEAGUES = ("Lena Maurer", "Frank Roebers", "Timo Adler")
FIRST_NAMES = (
    "Jana Tobias Miriam Holger Sabine Emre Anke Paul Carsten Ines Stefan Nadja Olaf Lea Marek Ute Jürgen Käthe "
    "Björn Aylin Götz Silke Ahmet Verena Dirk Kathrin Robert Helga Nils Monika Arne Zoë François Łukasz"
).split()
LAST_NAMES = (
    "Brandt Ernst Oduya Nagel Kolb Yıldız Vogt Lindner Böhm Haller Groß Wirth Petersen Sommer Nowak Müller Mueller "
    "Albers Brenner Kaya Lutz Sander Paul Maas Simon Becker Ritter Vogel Größmann Weiß Schäfer Jäger Krüger Łęcki"
).split()
KINDS = (
    "Fördertechnik Pumpen Druck Logistik Großküche Metallbau Feinkost Labor Optik Energie Spedition Molkerei Möbel "
    "Keramik Verkehr Textil Werkzeuge Kunststoff Verlag Pflege Anlagenbau Verpackung Getränke Stahl Hotel Klinik"
).split()
FORMS = ("GmbH", "AG", "KG", "eG", "GmbH & Co. KG", "gGmbH", "SE")
OWNERS = (
    "Muster",
    "Beispiel",
    "Musterstadt",
    "Müller",
    "Nord",
    "Süd",
    "Elbe",
    "Weser",
    "Jansen & Söhne",
    "Harz",
)
PLACES = ("start", "article-middle", "article-end", "header", "method", "talks")
CAMPAIGNS = ("", "", "", "", "fruehjahr", "messe-hannover", "newsletter-03", "vortrag-ihk")
HOSTS = ("", "", "www.suche.example", "netzwerk.example", "branchenblatt.example")
MATTERS = (
    "Unser Administrator geht im Frühjahr in Elternzeit. Die Überwachung kennt nur er, und wir bekommen am Tag etwa 200 Meldungen.",
    "Die Warenwirtschaft stand im letzten Quartal dreimal. Jedes Mal half derselbe Kollege, aufgeschrieben ist nichts.",
    "Ein Kunde fragt nach Nachweisen für NIS2. Uns fehlen Verfahren, die wir vorzeigen können.",
    "Wir suchen einen Vortrag für unseren Führungskreis im März, etwa 60 Personen.",
    "Nach dem letzten Update ging zwei Tage lang nichts. Wir möchten, dass so etwas künftig einen Abbruchpunkt hat.",
    "Unsere Rufbereitschaft besteht aus zwei Leuten, und beide sind müde.",
    "Beim Ausfall der Leitung im Juni wusste niemand, wer die Kunden anruft.",
    "Wir haben Checklisten, aber sie liegen an fünf Orten und widersprechen sich.",
    "Die Sicherung läuft jede Nacht grün durch. Ob sie sich zurückspielen lässt, hat noch niemand geprüft.",
    "",
)
CLOSINGS = (
    "Am liebsten telefonisch, ich bin meist ab zehn erreichbar.",
    "Was kostet eine erste Bestandsaufnahme?",
    "Gibt es dazu Unterlagen, die ich intern weitergeben kann?",
    "Wir sind etwa 140 Leute an drei Standorten.",
    "",
)
COURSES: tuple[tuple[Status, ...], ...] = (
    (Status.IN_CONTACT,),
    (Status.IN_CONTACT, Status.MEETING),
    (Status.IN_CONTACT, Status.MEETING, Status.OFFER),
    (Status.IN_CONTACT, Status.MEETING, Status.OFFER, Status.WON),
    (Status.IN_CONTACT, Status.MEETING, Status.OFFER, Status.LOST),
    (Status.IN_CONTACT, Status.LOST),
    (Status.DORMANT,),
)
CLOSED = tuple(course for course in COURSES if course[-1] in (Status.WON, Status.LOST, Status.DORMANT))
REASONS = ("Budget erst im nächsten Jahr", "Anderer Anbieter", "Meldet sich nicht mehr", "Intern gelöst")
STEPS = (
    "Anrufen",
    "Unterlagen schicken",
    "Nachfassen",
    "Angebot schreiben",
    "Gespräch vorbereiten",
    "Vortrag abstimmen",
)
NOTES = (
    "Kein Anschluss beim ersten Versuch. Die Zentrale sagt, bis 11 Uhr in einer Besprechung.",
    "Sehr offenes Gespräch. Die größte Sorge ist der Urlaub im August.",
    "Unterlagen zur Bestandsaufnahme geschickt.",
    "Entscheidet zusammen mit der kaufmännischen Leitung, Termin dort am Monatsende.",
    "Kennt den Vortrag aus Hannover.",
)
OFFERS = (
    "Hello, we offer SEO backlinks and guest posts for your website at the best price. Reply for our price list.",
    "Sehr geehrte Damen und Herren, wir bringen Ihre Website auf Platz 1 bei Google, garantiert und ohne Risiko.",
    "Dear Sir or Madam, our development team can build your app for 15 USD per hour. See https://offer.example/portfolio",
)
SUSPICIONS = (
    (10, ["offer_words:seo, backlinks", "links:offer.example"]),
    (12, ["honeypot", "offer_words:backlinks"]),
    (9, ["too_fast", "pitch"]),
    (10, ["random_name", "random_text"]),
)
