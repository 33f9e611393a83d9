# The text tower that belongs to the image tower of these vectors: {model}
tokenizer = Tokenizer.from_file(str({tokenizer}))
tokenizer.no_padding()
tokenizer.no_truncation()
text_tower = onnxruntime.InferenceSession(
    str({file}),
    providers=["CPUExecutionProvider"],
)


def embed_text(text):
    tokens = tokenizer.encode(text).ids
    if len(tokens) > {longest}:
        tokens = tokens[:{cut}] + tokens[-1:]  # the last token marks the end of the text
    tokens = np.array([tokens], dtype=np.int64)
    vector = text_tower.run([{output}], {inputs})[0]
    return vector / np.linalg.norm(vector, axis=1, keepdims=True)
