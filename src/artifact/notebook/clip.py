# The text tower of CLIP belongs to the image tower of these vectors.
tokenizer = AutoTokenizer.from_pretrained("{model}")
clip = CLIPModel.from_pretrained("{model}").eval()


def embed_text(text):
    tokens = tokenizer(text, truncation=True, max_length={longest}, return_tensors="pt")
    with torch.no_grad():
        vector = clip.text_projection(clip.text_model(**tokens).pooler_output)
    return (vector / vector.norm(dim=-1, keepdim=True)).numpy()
