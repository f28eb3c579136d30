package io.conteur.tokenizer.huggingface;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** {@code tokenizer_config.json}, which tells transformers the tokenizer's class and pieces. */
final class TokenizerConfigJson {
    private TokenizerConfigJson() {}

    /**
     * For a folder with {@code tokenizer.json}. A special token that is spelled in a text is
     * ordinary text, as in SentencePiece ({@code split_special_tokens}).
     */
    static String ofTokenizerJson(Vocabulary vocabulary) {
        List<String> fields = new ArrayList<>();
        fields.add("\"tokenizer_class\": \"PreTrainedTokenizerFast\"");
        fields.add("\"split_special_tokens\": true");
        return json(fields, vocabulary);
    }

    /** For a folder with nothing but the model file, which transformers converts by itself. */
    static String ofModelFile(Vocabulary vocabulary) {
        List<String> fields = new ArrayList<>();
        fields.add("\"tokenizer_class\": \"LlamaTokenizer\"");
        fields.add("\"legacy\": false");
        fields.add("\"add_bos_token\": false");
        fields.add("\"add_eos_token\": false");
        fields.add("\"additional_special_tokens\": [" + symbols(vocabulary) + "]");
        return json(fields, vocabulary);
    }

    private static String json(List<String> fields, Vocabulary vocabulary) {
        fields.add("\"clean_up_tokenization_spaces\": false");
        addToken(fields, vocabulary, "unk_token", Piece.UNKNOWN);
        addToken(fields, vocabulary, "bos_token", Piece.START);
        addToken(fields, vocabulary, "eos_token", Piece.END);
        addToken(fields, vocabulary, "pad_token", Piece.PADDING);
        return "{\n  " + String.join(",\n  ", fields) + "\n}\n";
    }

    private static void addToken(
            List<String> fields, Vocabulary vocabulary, String name, String piece) {
        if (vocabulary.id(piece) != null) {
            fields.add(JsonText.quote(name) + ": " + JsonText.quote(piece));
        }
    }

    private static String symbols(Vocabulary vocabulary) {
        List<String> symbols =
                vocabulary.pieces().stream()
                        .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                        .map(piece -> JsonText.quote(piece.text()))
                        .toList();
        return String.join(", ", symbols);
    }
}
