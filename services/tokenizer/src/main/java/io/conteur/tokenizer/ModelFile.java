package io.conteur.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what was learnt as SentencePiece's {@code ModelProto}, and as its {@code .vocab}. */
final class ModelFile {
    /** One line of the vocabulary. */
    record Entry(String piece, float score, int type) {}

    private ModelFile() {}

    /** All pieces by id: special ones at theirs, the learnt ones in order at the free ids. */
    static List<Entry> entries(Map<Integer, SpecialPieces.Piece> special, List<String> learnt) {
        List<Entry> entries = new ArrayList<>();
        int next = 0;
        while (entries.size() < special.size() + learnt.size()) {
            SpecialPieces.Piece piece = special.get(entries.size());
            if (piece != null) {
                entries.add(new Entry(piece.text(), 0, piece.type()));
            } else if (next < learnt.size()) {
                // The first score is minus zero, as SentencePiece has it.
                entries.add(new Entry(learnt.get(next), -(float) next, SpecialPieces.NORMAL));
                next++;
            } else {
                throw new TokenizerTrainingException(
                        "special pieces have ids beyond the "
                                + entries.size()
                                + " that the vocabulary reaches");
            }
        }
        return entries;
    }

    static byte[] model(List<Entry> entries, TokenizerParameters parameters, Charsmap charsmap) {
        Protobuf model = new Protobuf();
        for (Entry entry : entries) {
            Protobuf piece = new Protobuf().text(1, entry.piece).decimal(2, entry.score);
            if (entry.type != SpecialPieces.NORMAL) {
                piece.number(3, entry.type);
            }
            model.message(1, piece);
        }
        model.message(2, trainerSpec(entries.size(), parameters));
        model.message(
                3,
                new Protobuf()
                        .text(1, "nmt_nfkc")
                        .bytes(2, charsmap.blob())
                        .flag(3, true)
                        .flag(4, true)
                        .text(6, ""));
        return model.toByteArray();
    }

    static String vocabulary(List<Entry> entries) {
        StringBuilder lines = new StringBuilder();
        for (Entry entry : entries) {
            boolean learnt = entry.type == SpecialPieces.NORMAL;
            lines.append(entry.piece)
                    .append('\t')
                    .append(learnt ? "-" + (long) -entry.score : "0")
                    .append('\n');
        }
        return lines.toString();
    }

    private static Protobuf trainerSpec(int size, TokenizerParameters p) {
        Protobuf spec = new Protobuf();
        spec.number(3, 2).number(4, size).decimal(10, (float) p.characterCoverage());
        spec.number(18, p.maxSentenceLength()).number(20, p.maxPieceLength());
        spec.flag(21, p.split().byUnicodeScript()).flag(22, p.split().byWhitespace());
        spec.flag(23, p.split().byNumber()).flag(24, false).flag(25, p.split().digits());
        p.controlSymbols().forEach(symbol -> spec.text(30, symbol));
        p.symbols().forEach(symbol -> spec.text(31, symbol));
        spec.flag(33, p.hardVocabularyLimit()).flag(35, p.byteFallback());
        spec.number(40, p.specialIds().unknown()).number(41, p.specialIds().start());
        spec.number(42, p.specialIds().end()).number(43, p.specialIds().padding());
        spec.text(44, " \u2047 ").text(45, "<unk>").text(46, "<s>").text(47, "</s>");
        return spec.text(48, "<pad>");
    }
}
