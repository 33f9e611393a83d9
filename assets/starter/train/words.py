"""What a person would type: words for the dataset's own vocabulary, and captions made of them."""
import re

TYPE_WORDS = {
    "Tshirts": ["tshirts", "tshirt", "t-shirt", "t shirt", "tee", "tees", "t-shirts"],
    "Shirts": ["shirts", "shirt", "button-down shirt", "collared shirt"],
    "Casual Shoes": ["casual shoes", "casual shoe", "sneakers", "sneaker", "loafers", "canvas shoes"],
    "Sports Shoes": ["sports shoes", "sports shoe", "running shoes", "trainers", "sport shoes", "athletic shoes", "sneakers"],
    "Formal Shoes": ["formal shoes", "formal shoe", "dress shoes", "office shoes", "leather lace-up shoes"],
    "Watches": ["watches", "watch", "wristwatch", "wrist watch"],
    "Kurtas": ["kurtas", "kurta"],
    "Kurtis": ["kurtis", "kurti"],
    "Tops": ["tops", "top", "blouse"],
    "Handbags": ["handbags", "handbag", "hand bag", "purse", "tote bag", "shoulder bag"],
    "Heels": ["heels", "heel", "high heels", "pumps", "stilettos", "high heel shoes"],
    "Sunglasses": ["sunglasses", "sun glasses", "shades", "sunglass", "goggles"],
    "Wallets": ["wallets", "wallet", "billfold"],
    "Flip Flops": ["flip flops", "flip flop", "flip-flops", "slippers"],
    "Sandals": ["sandals", "sandal"],
    "Sports Sandals": ["sports sandals", "sports sandal", "sport sandals"],
    "Briefs": ["briefs", "brief", "underwear", "underpants"],
    "Belts": ["belts", "belt"],
    "Backpacks": ["backpacks", "backpack", "rucksack", "school bag"],
    "Socks": ["socks", "sock", "pair of socks"],
    "Perfume and Body Mist": ["perfume and body mist", "perfume", "body mist", "fragrance", "cologne", "eau de toilette"],
    "Jeans": ["jeans", "jean", "denim jeans", "denims"],
    "Shorts": ["shorts", "short pants", "pair of shorts"],
    "Trousers": ["trousers", "trouser", "pants", "chinos"],
    "Flats": ["flats", "flat shoes", "ballet flats", "ballerinas"],
    "Bra": ["bra", "bras", "brassiere"],
    "Dresses": ["dresses", "dress", "frock", "gown"],
    "Sarees": ["sarees", "saree", "sari"],
    "Earrings": ["earrings", "earring", "ear rings", "studs"],
    "Deodorant": ["deodorant", "deo", "body spray", "deodorants"],
    "Nail Polish": ["nail polish", "nail paint", "nail varnish", "nail enamel"],
    "Lipstick": ["lipstick", "lipsticks", "lip colour", "lip color"],
    "Track Pants": ["track pants", "track pant", "trackpants", "joggers", "sweatpants", "jogging pants"],
    "Clutches": ["clutches", "clutch", "clutch bag", "evening bag"],
    "Sweatshirts": ["sweatshirts", "sweatshirt", "hoodie", "hooded sweatshirt"],
    "Caps": ["caps", "cap", "baseball cap"],
    "Sweaters": ["sweaters", "sweater", "pullover", "jumper", "cardigan"],
    "Ties": ["ties", "tie", "necktie"],
    "Jackets": ["jackets", "jacket", "coat"],
    "Innerwear Vests": ["innerwear vests", "innerwear vest", "vest", "undershirt", "tank vest"],
    "Tunics": ["tunics", "tunic"],
    "Nightdress": ["nightdress", "night dress", "nightgown", "nightie"],
    "Leggings": ["leggings", "legging"],
    "Pendant": ["pendant", "pendants"],
    "Capris": ["capris", "capri", "capri pants", "three-quarter pants"],
    "Necklace and Chains": ["necklace and chains", "necklace", "chain", "necklaces"],
    "Lip Gloss": ["lip gloss", "lipgloss"],
    "Night suits": ["night suits", "night suit", "pyjamas", "pajamas", "nightwear set"],
    "Trunk": ["trunk", "trunks", "boxer briefs"],
    "Skirts": ["skirts", "skirt"],
    "Scarves": ["scarves", "scarf"],
    "Ring": ["ring", "rings", "finger ring"],
    "Dupatta": ["dupatta", "dupattas"],
    "Accessory Gift Set": ["accessory gift set", "gift set"],
    "Cufflinks": ["cufflinks", "cuff links", "cufflink"],
    "Kajal and Eyeliner": ["kajal and eyeliner", "kajal", "eyeliner"],
    "Kurta Sets": ["kurta sets", "kurta set"],
    "Free Gifts": ["free gifts", "free gift"],
    "Stoles": ["stoles", "stole"],
    "Duffel Bag": ["duffel bag", "duffle bag", "gym bag", "sports bag", "duffel bags"],
    "Bangle": ["bangle", "bangles"],
    "Laptop Bag": ["laptop bag", "laptop bags", "computer bag"],
    "Foundation and Primer": ["foundation and primer", "foundation", "primer"],
    "Bracelet": ["bracelet", "bracelets"],
    "Lounge Pants": ["lounge pants", "lounge pant", "pyjama pants"],
    "Face Moisturisers": ["face moisturisers", "face moisturiser", "moisturizer", "face cream"],
    "Jewellery Set": ["jewellery set", "jewelry set"],
    "Fragrance Gift Set": ["fragrance gift set", "perfume gift set"],
    "Highlighter and Blush": ["highlighter and blush", "blush", "highlighter", "blusher"],
    "Boxers": ["boxers", "boxer shorts", "boxer"],
    "Compact": ["compact", "compact powder", "face powder"],
    "Lip Liner": ["lip liner", "lipliner"],
    "Mobile Pouch": ["mobile pouch", "phone pouch", "phone case"],
    "Messenger Bag": ["messenger bag", "messenger bags", "sling bag"],
    "Eyeshadow": ["eyeshadow", "eye shadow"],
    "Suspenders": ["suspenders", "braces", "suspender"],
    "Camisoles": ["camisoles", "camisole", "cami", "slip"],
    "Mufflers": ["mufflers", "muffler", "woollen scarf"],
    "Swimwear": ["swimwear", "swimsuit", "bikini", "swim suit"],
    "Bath Robe": ["bath robe", "bathrobe"],
    "Rucksacks": ["rucksacks", "rucksack", "trekking bag"],
    "Gloves": ["gloves", "glove"],
    "Hat": ["hat", "hats"],
    "Umbrellas": ["umbrellas", "umbrella"],
    "Water Bottle": ["water bottle", "water bottles", "sipper"],
    "Footballs": ["footballs", "football", "soccer ball"],
    "Basketballs": ["basketballs", "basketball"],
    "Blazers": ["blazers", "blazer", "suit jacket"],
    "Rain Jacket": ["rain jacket", "raincoat", "rain coat"],
    "Trolley Bag": ["trolley bag", "suitcase", "luggage"],
}
COLOUR_WORDS = {
    "Grey": ["grey", "grey", "gray"], "Navy Blue": ["navy blue", "navy blue", "navy", "dark blue"],
    "Multi": ["multi", "multicoloured", "multicolor", "colourful", "multi-coloured"],
    "Off White": ["off white", "off-white"], "Grey Melange": ["grey melange", "gray melange", "melange"],
    "Skin": ["skin", "skin-coloured"], "Gold": ["gold", "golden"], "Silver": ["silver", "silvery"],
    "Turquoise Blue": ["turquoise blue", "turquoise"], "Coffee Brown": ["coffee brown", "dark brown"],
    "Steel": ["steel", "stainless steel"],
}
GENDER_WORDS = {
    "Men": ["men", "man", "men's", "mens", "male", "gents"],
    "Women": ["women", "woman", "women's", "womens", "ladies", "lady", "female"],
    "Boys": ["boys", "boy", "boy's"], "Girls": ["girls", "girl", "girl's"], "Unisex": ["unisex"],
}
USAGE_WORDS = {
    "Casual": ["casual", "everyday"], "Sports": ["sports", "sport", "athletic", "sporty"],
    "Ethnic": ["ethnic", "traditional", "indian"], "Formal": ["formal", "office", "business"],
    "Smart Casual": ["smart casual"], "Party": ["party"], "Travel": ["travel"], "Home": ["home"],
}
SUB_WORDS = {
    "Topwear": ["topwear", "tops and shirts", "upper wear"], "Shoes": ["shoes", "shoe", "footwear", "pair of shoes"],
    "Bags": ["bags", "bag"], "Bottomwear": ["bottomwear", "bottoms", "lower wear"],
    "Watches": ["watches", "watch"], "Innerwear": ["innerwear", "underwear", "lingerie"],
    "Jewellery": ["jewellery", "jewelry", "jewels"], "Eyewear": ["eyewear", "glasses"],
    "Fragrance": ["fragrance", "perfume", "scent"], "Sandal": ["sandal", "sandals"],
    "Wallets": ["wallets", "wallet"], "Flip Flops": ["flip flops", "flip-flops"],
    "Belts": ["belts", "belt"], "Socks": ["socks"], "Lips": ["lips", "lip make-up", "lip makeup"],
    "Dress": ["dress", "dresses"], "Loungewear and Nightwear": ["loungewear and nightwear", "nightwear", "sleepwear", "loungewear"],
    "Saree": ["saree", "sari"], "Nails": ["nails", "nail care"], "Makeup": ["makeup", "make-up", "cosmetics"],
    "Headwear": ["headwear", "cap", "hat"], "Ties": ["ties", "tie"], "Scarves": ["scarves", "scarf"],
    "Cufflinks": ["cufflinks"], "Accessories": ["accessories", "accessory"], "Free Gifts": ["free gifts"],
    "Stoles": ["stoles", "stole"], "Skin Care": ["skin care", "skincare"], "Skin": ["skin care"],
    "Eyes": ["eye make-up", "eye makeup"], "Mufflers": ["mufflers", "muffler"], "Apparel Set": ["apparel set", "outfit"],
    "Gloves": ["gloves"], "Sports Equipment": ["sports equipment", "ball"], "Hair": ["hair"],
}
ATTRIBUTES = ["gender", "subCategory", "articleType", "baseColour", "usage"]
G, S, T, C, U = range(5)
TABLES = [GENDER_WORDS, SUB_WORDS, TYPE_WORDS, COLOUR_WORDS, USAGE_WORDS]
# Which attributes a phrase names, and how often.
KINDS = [((T,), 14), ((C, T), 36), ((G, T), 10), ((G, C, T), 18), ((C,), 5), ((U, T), 5), ((C, S), 4),
         ((S,), 3), ((G, S), 3), ((G,), 1), ((U, G, T), 1)]
PREFIXES = ["a photo of", "photo of", "a picture of", "picture of", "an image of", "image of", "show me", "find", "i want"]
PLURAL = re.compile(r"s$")


def words(attribute, value):
    """All words for a value; the dataset's own comes first."""
    own = value.lower()
    out = list(TABLES[attribute].get(value, []))
    if own not in out:
        out.insert(0, own)
    if attribute == T and len(out) == 1 and own.endswith("s") and not own.endswith("ss"):
        out.append(own[:-1])
    return out


def word(rng, attribute, value):
    """One word for a value: half of the time the dataset's own."""
    w = words(attribute, value)
    return w[0] if len(w) == 1 or rng.random() < 0.4 else rng.choice(w)


def article(rng, text):
    return ("an " if text[0] in "aeiou" else "a ") + text


def phrase(rng, row, kind):
    """A phrase that names the attributes in `kind` of a product."""
    w = {a: word(rng, a, row[ATTRIBUTES[a]]) for a in kind}
    noun = w.get(T) or w.get(S)
    if noun is None:
        if C in w:
            return rng.choice(["{c}", "{c}", "something {c}", "{c} colour", "{c} color", "in {c}"]).format(c=w[C])
        return rng.choice(["{g}", "for {g}", "{g} fashion", "{g} clothes"]).format(g=w[G])
    before, after = [], []
    if G in w:
        if rng.random() < 0.45:
            after.append("for " + w[G])
        else:
            before.append(w[G])
    if U in w:
        before.append(w[U])
    if C in w:
        if rng.random() < 0.12:
            after.append("in " + w[C])
        else:
            before.append(w[C])
    if len(before) > 1 and rng.random() < 0.25:
        before.reverse()
    text = " ".join(before + [noun] + after)
    r = rng.random()
    if r < 0.22:
        text = rng.choice(PREFIXES[:6]) + " " + (article(rng, text) if rng.random() < 0.7 else text)
    elif r < 0.25:
        text = rng.choice(PREFIXES[6:]) + " " + text
    elif r < 0.28:
        text = article(rng, text)
    return text


def title(rng, row):
    """A product name, sometimes with a word missing, the article reworded, or the colour said as well."""
    text = row["productDisplayName"]
    r = rng.random()
    if r < 0.4 or not text:
        return text
    parts = text.split()
    if r < 0.75 and len(parts) > 3:
        parts = [x for x in parts if rng.random() > 0.15] or parts
    elif r < 0.85:
        w = words(T, row["articleType"])
        low = text.lower()
        for known in w:
            if low.endswith(known):
                parts = [text[: len(low) - len(known)], rng.choice(w)]
                break
    elif r < 0.93:
        parts = [x for x in parts if x.lower() not in ("men", "women", "men's", "women's", "boys", "girls", "unisex")] or parts
        if rng.random() < 0.5:
            parts.append(rng.choice(["for ", ""]) + word(rng, G, row["gender"]))
    else:
        parts.append(word(rng, C, row["baseColour"]))
    return " ".join(parts)


def tokenizer_corpus(rows, rng):
    """Text to learn the tokenizer from: every name, and phrases in proportion."""
    kinds = [k for k, n in KINDS for _ in range(n)]
    for r in rows:
        yield r["productDisplayName"]
        yield phrase(rng, r, rng.choice(kinds))
    for table in TABLES:
        for own, others in table.items():
            for w in [own] + others:
                for _ in range(30):
                    yield w
