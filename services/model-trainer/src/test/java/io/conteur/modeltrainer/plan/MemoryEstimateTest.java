package io.conteur.modeltrainer.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.session.GpuMemory;
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
    void besideAGpuTheHostHoldsNoActivations() {
        Architecture architecture = ModelSize.LARGE.architecture();
        MemoryEstimate alone = MemoryEstimate.of(architecture, 16, 8);
        MemoryEstimate beside = MemoryEstimate.besideGpu(architecture);

        assertTrue(beside.bytes() < alone.bytes(), beside + " beside " + alone);
        assertEquals(0, beside.activations());
        assertTrue(beside.model() >= 12 * architecture.parameters(), "what a checkpoint has");
    }

    @Test
    void aModelThatNoGpuOfThatSizeHoldsIsRejectedWithItsNumbers() {
        Architecture architecture = ModelSize.LARGE.architecture();
        GpuMemory memory = new GpuMemory(5L << 30, 4L << 30);

        JobEndedException end =
                assertThrows(JobEndedException.class, () -> memory.requireEnough(architecture));

        assertTrue(end.reason().contains("5120 MiB of the GPU's memory"), end.reason());
        assertTrue(end.reason().contains("4096 MiB"), end.reason());
        new GpuMemory(4L << 30, 4L << 30).requireEnough(architecture);
    }

    @Test
    void severalWorkersNeedHeapForTheirCopiesOfTheWeights() {
        Architecture architecture = ModelSize.LARGE.architecture();

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () -> MemoryEstimate.requireHeap(384L << 20, architecture));

        assertTrue(end.reason().contains("this trainer has 384 MiB"), end.reason());
        MemoryEstimate.requireHeap(384L << 20, ModelSize.SMALL.architecture());
        MemoryEstimate.requireHeap(40 * architecture.parameters(), architecture);
    }

    @Test
    void aNotebookFitsALaptop() {
        Architecture architecture = ModelSize.NOTEBOOK.architecture(2500);

        MemoryEstimate.of(architecture, 16, 2).requireWithin(1L << 31, architecture, 16);
    }
}
