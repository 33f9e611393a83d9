# The text tower of CLIP, which belongs to the image tower of these vectors.
tokenizer = AutoTokenizer.from_pretrained("{model}")
text_tower = CLIPTextModelWithProjection.from_pretrained("{model}").eval()


def embed_text(text):
    tokens = tokenizer(text, truncation=True, max_length={longest}, return_tensors="pt")
    with torch.no_grad():
        vector = text_tower(**tokens).text_embeds
    return (vector / vector.norm(dim=-1, keepdim=True)).numpy()
