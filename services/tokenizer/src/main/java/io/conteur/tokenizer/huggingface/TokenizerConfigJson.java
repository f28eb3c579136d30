package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** {@code tokenizer_config.json}, with which Hugging Face transformers opens the model file. */
public final class HuggingFaceTokenizerConfig {
    public static final String FILE = "tokenizer_config.json";

    private HuggingFaceTokenizerConfig() {}

    public static String json(Vocabulary vocabulary) {
        List<String> fields = new ArrayList<>();
        fields.add("\"tokenizer_class\": \"LlamaTokenizer\"");
        fields.add("\"legacy\": false");
        fields.add("\"add_bos_token\": false");
        fields.add("\"add_eos_token\": false");
        fields.add("\"clean_up_tokenization_spaces\": false");
        addToken(fields, vocabulary, "unk_token", Piece.UNKNOWN);
        addToken(fields, vocabulary, "bos_token", Piece.START);
        addToken(fields, vocabulary, "eos_token", Piece.END);
        addToken(fields, vocabulary, "pad_token", Piece.PADDING);
        fields.add("\"additional_special_tokens\": [" + symbols(vocabulary) + "]");
        return "{\n  " + String.join(",\n  ", fields) + "\n}\n";
    }

    private static void addToken(
            List<String> fields, Vocabulary vocabulary, String name, String piece) {
        if (vocabulary.id(piece) != null) {
            fields.add(quote(name) + ": " + quote(piece));
        }
    }

    private static String symbols(Vocabulary vocabulary) {
        List<String> symbols =
                vocabulary.pieces().stream()
                        .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                        .map(piece -> quote(piece.text()))
                        .toList();
        return String.join(", ", symbols);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
