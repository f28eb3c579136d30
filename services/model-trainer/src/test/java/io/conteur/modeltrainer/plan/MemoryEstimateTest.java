package io.conteur.modeltrainer.plan;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.workersupport.JobEndedException;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
    @Test
    void aStepThatCannotFitIsRejectedWithItsNumbers() {
        Hyperparameters hyperparameters =
                Hyperparameters.of(
                        TestRequests.job("\"settings\":{\"context\":65536,\"batch\":4096}"));
        Architecture architecture = hyperparameters.architecture(2500);
        MemoryEstimate estimate = MemoryEstimate.of(architecture, hyperparameters.batch(), 2);

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () ->
                                estimate.requireWithin(
                                        8L << 30, architecture, hyperparameters.batch()));

        assertTrue(
                end.reason().contains("batch 4096, context 65536 and vocabulary 2500"),
                end.reason());
        assertTrue(end.reason().contains("8192 MiB"), end.reason());
    }

    @Test
    void aNotebookFitsALaptop() {
        Architecture architecture = ModelSize.NOTEBOOK.architecture(2500);

        MemoryEstimate.of(architecture, 16, 2).requireWithin(1L << 31, architecture, 16);
    }
}
