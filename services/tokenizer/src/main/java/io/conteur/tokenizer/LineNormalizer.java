package io.conteur.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * Turns lines into words and counts them: rewriting by the charsmap, one mark for any run of
 * spaces, none at the end, one in front; special pieces become a single mark. For one thread.
 */
final class LineNormalizer {
    private static final byte[] REPLACEMENT_CHARACTER = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
    private static final byte[] SPACE_MARK = {(byte) 0xe2, (byte) 0x96, (byte) 0x81};

    private final Charsmap charsmap;
    private final List<byte[]> specialPieces;
    private final boolean[] startsSpecialPiece = new boolean[256];
    private final boolean splitByWhitespace;
    private final ByteStringCounter words = new ByteStringCounter();

    private byte[] out = new byte[1 << 12];
    private int length;
    private boolean empty;
    private boolean afterSpace;

    LineNormalizer(Charsmap charsmap, List<byte[]> specialPieces, boolean splitByWhitespace) {
        this.charsmap = charsmap;
        this.specialPieces = specialPieces;
        this.splitByWhitespace = splitByWhitespace;
        specialPieces.forEach(piece -> startsSpecialPiece[piece[0] & 0xff] = true);
    }

    ByteStringCounter words() {
        return words;
    }

    /** Counts the words of {@code line[from, to)}. */
    void count(byte[] line, int from, int to) {
        normalize(line, from, to);
        if (!empty) {
            countWords();
        }
    }

    private void normalize(byte[] line, int from, int to) {
        length = 0;
        empty = true;
        afterSpace = true;
        int at = from;
        while (at < to) {
            at += isPlain(line, at, to) ? plain(line[at]) : unit(line, at, to);
        }
        while (length >= 3 && Utf8.isMark(out, length - 3, length, Utf8.SPACE_MARK)) {
            length -= 3;
        }
    }

    /** Printable ASCII with nothing combining behind it: no rule can apply. */
    private static boolean isPlain(byte[] line, int at, int to) {
        return line[at] > ' ' && line[at] < 0x7f && (at + 1 == to || line[at + 1] >= 0);
    }

    private int plain(byte character) {
        begin();
        ensure(1);
        out[length++] = character;
        afterSpace = false;
        return 1;
    }

    /** One rule, valid character or stray byte; returns how many bytes it takes. */
    private int unit(byte[] line, int at, int to) {
        long found = charsmap.find(line, at, to);
        if (found != Charsmap.NONE) {
            int start = Charsmap.replacement(found);
            append(charsmap.pool(), start, charsmap.end(start));
            return Charsmap.length(found);
        }
        int bytes = Utf8.validLength(line, at, to);
        if (bytes == 0) {
            append(REPLACEMENT_CHARACTER, 0, REPLACEMENT_CHARACTER.length);
            return 1;
        }
        append(line, at, at + bytes);
        return bytes;
    }

    private void append(byte[] bytes, int from, int to) {
        if (empty && to - from == 1 && bytes[from] == ' ') {
            return;
        }
        begin();
        int at = from;
        while (afterSpace && at < to && bytes[at] == ' ') {
            at++;
        }
        for (int i = at; i < to; i++) {
            if (bytes[i] == ' ') {
                mark();
            } else {
                ensure(1);
                out[length++] = bytes[i];
            }
        }
        if (at < to) {
            afterSpace = bytes[to - 1] == ' ';
        }
    }

    private void begin() {
        if (empty) {
            empty = false;
            mark();
        }
    }

    private void mark() {
        ensure(SPACE_MARK.length);
        System.arraycopy(SPACE_MARK, 0, out, length, SPACE_MARK.length);
        length += SPACE_MARK.length;
    }

    private void ensure(int bytes) {
        if (length + bytes > out.length) {
            out = Arrays.copyOf(out, 2 * out.length);
        }
    }

    /** Replaces special pieces in place, which never lengthens, and cuts before every mark. */
    private void countWords() {
        int read = 0;
        int written = 0;
        int start = 0;
        while (read < length) {
            int special = specialPieceAt(read);
            if (special > 0) {
                out[written++] = Utf8.SPECIAL_MARK;
                read += special;
                continue;
            }
            if (splitByWhitespace
                    && written > start
                    && Utf8.isMark(out, read, length, Utf8.SPACE_MARK)) {
                words.add(out, start, written, 1);
                start = written;
            }
            int bytes = Math.min(Utf8.length(out[read]), length - read);
            System.arraycopy(out, read, out, written, bytes);
            written += bytes;
            read += bytes;
        }
        if (written > start) {
            words.add(out, start, written, 1);
        }
    }

    /** Bytes of the longest special piece here, 0 for none. */
    private int specialPieceAt(int at) {
        if (!startsSpecialPiece[out[at] & 0xff]) {
            return 0;
        }
        int longest = 0;
        for (byte[] piece : specialPieces) {
            if (piece.length > longest
                    && piece.length <= length - at
                    && Arrays.equals(out, at, at + piece.length, piece, 0, piece.length)) {
                longest = piece.length;
            }
        }
        return longest;
    }
}
