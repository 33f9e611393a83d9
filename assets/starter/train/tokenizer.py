"""Learn tokenizer.json: lower-casing BPE of 4,096 tokens, with a start and an end token."""
import random

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers, decoders

import words


def learn(rows, path, seed=7):
    t = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>", fuse_unk=True))
    t.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.BPEDecoder(suffix="</w>")
    trainer = trainers.BpeTrainer(
        vocab_size=4096, special_tokens=["<pad>", "<s>", "</s>", "<unk>"], end_of_word_suffix="</w>",
        initial_alphabet=list("abcdefghijklmnopqrstuvwxyz0123456789'-&.,+/!?"), limit_alphabet=80, show_progress=False)
    t.train_from_iterator(words.tokenizer_corpus(rows, random.Random(seed)), trainer)
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> <s> $B </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    t.save(path)
    return t
