package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String VALID = "00-" + ID + "-b7ad6b7169203331-01";

    @Test
    void readsWhatAnotherTracingSystemWrites() {
        TraceContext trace = TraceContext.parse(VALID, "congo=t61rcWkgMzE").orElseThrow();

        assertEquals(new TraceContext(ID, "01", "congo=t61rcWkgMzE"), trace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cc-%s", "cc-%s-what-the-future-will-be-like"})
    void readsALaterVersionByItsStart(String form) {
        String traceparent = form.formatted(VALID.substring(3));

        assertEquals(ID, TraceContext.parse(traceparent, null).orElseThrow().traceId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,00",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x"
            })
    void aMalformedOneIsNone(String traceparent) {
        assertEquals(Optional.empty(), TraceContext.parse(traceparent, "congo=t61rcWkgMzE"));
    }

    @ParameterizedTest
    @CsvSource({"00,00", "01,01", "03,03", "ff,03"})
    void keepsTheFlagsThatAreDefined(String received, String kept) {
        String traceparent = VALID.substring(0, VALID.length() - 2) + received;

        assertEquals(kept, TraceContext.parse(traceparent, null).orElseThrow().flags());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines=1"})
    void leavesAMalformedStateBehind(String state) {
        assertNull(TraceContext.parse(VALID, state).orElseThrow().state());
        assertNull(TraceContext.parse(VALID, "a=" + "1".repeat(511)).orElseThrow().state());
    }

    @Test
    void everyEventBearsTheTraceAndAParentOfItsOwn() {
        TraceContext trace = new TraceContext(ID, "00", "congo=t61rcWkgMzE");

        String first = trace.headers().get("traceparent");
        String second = trace.headers().get("traceparent");

        assertTrue(first.startsWith("00-" + ID + "-") && first.endsWith("-00"), first);
        assertNotEquals(first, second);
        assertEquals("congo=t61rcWkgMzE", trace.headers().get("tracestate"));
    }

    @Test
    void whatIsWrittenCanBeRead() {
        TraceContext trace = TraceContext.start();

        assertEquals(
                Optional.of(trace), TraceContext.parse(trace.headers().get("traceparent"), null));
    }

    @Test
    void tracesDifferUnlessTheirCauseIsTheSame() {
        assertNotEquals(TraceContext.start(), TraceContext.start());
        assertNotEquals(TraceContext.startedBy("a"), TraceContext.startedBy("b"));
        assertEquals(TraceContext.startedBy("a"), TraceContext.startedBy("a"));
    }
}
