package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.tokenizer.text.Charsmap;
import io.conteur.tokenizer.text.CharsmapRules;
import io.conteur.tokenizer.text.CharsmapSteps;
import io.conteur.tokenizer.text.CharsmapWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The pinned tables are unchanged, and Java 17 regenerates them. */
class PinnedTablesTest {
    @Test
    void normalizationRulesHaveTheirPinnedHash() throws Exception {
        assertEquals(
                "f87018d73b2311da39e6f326f3e512b112d7cf57b5b1c65d5cc9e4032d4a069e",
                sha256(resource("text/nmt_nfkc.bin")));
    }

    @Test
    void scriptsHaveTheirPinnedHash() throws Exception {
        assertEquals(
                "ae4a090fdd6d155e6a071fb2665f473bf181a63441a3f09dd221063adeed99d2",
                sha256(resource("merging/scripts.txt")));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_17, max = JRE.JAVA_17)
    void java17GeneratesTheNormalizationRules() throws IOException {
        Map<String, String> rules = new CharsmapRules().nmtNfkc();

        assertArrayEquals(resource("text/nmt_nfkc.bin"), CharsmapWriter.blob(rules));
        assertArrayEquals(resource("huggingface/nmt_nfkc.steps"), new CharsmapSteps(rules).bytes());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_17, max = JRE.JAVA_17)
    void java17GeneratesTheScripts() throws IOException {
        String scripts = String.join("\n", new ScriptRanges().lines()) + "\n";

        assertEquals(new String(resource("merging/scripts.txt"), StandardCharsets.UTF_8), scripts);
    }

    @Test
    void noRuleBeginsWithPrintableAsciiThatAsciiFollows() {
        Charsmap rules = Charsmap.nmtNfkc();
        for (byte first = ' '; first < 0x7F; first++) {
            for (byte second = 0; second >= 0 && second < 0x7F; second++) {
                assertEquals(0, rules.find(new byte[] {first, second}, 0, 2));
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = PinnedTablesTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
