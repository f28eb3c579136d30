package io.conteur.modeltrainer.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.events.training.ValidationFigures;
import org.junit.jupiter.api.Test;

class ValidationMetricsTest {
    @Test
    void aModelOfUnknownTokensAloneIsNoBetterThanWritingTheBytesOut() {
        ValidationFigures figures = new ValidationMetrics(0, 2, 1, 21, 21).figures();

        assertEquals(8, figures.bitsPerByte(), 1e-9);
        assertEquals(1, figures.perplexity(), 1e-9);
        assertEquals(Math.pow(256, 21), figures.wordPerplexity(), 1e42);
    }
}
