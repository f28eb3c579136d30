package io.conteur.modeltrainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.TrainingOptions;
import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void theSizeDecidesWhatTheRequestLeavesOpen() {
        Recipe recipe = Recipe.of(Requests.job("\"size\":\"notebook\""));

        assertEquals(1500, recipe.context());
        assertEquals(16, recipe.batch());
        assertEquals(2500, recipe.vocabularySize());
        assertEquals(ModelSize.NOTEBOOK.architecture(3000), recipe.architecture(3000));
    }

    @Test
    void everySettingCanBeNamed() {
        Recipe recipe =
                Recipe.of(
                        Requests.job(
                                """
                                "size":"tiny","vocabularySize":77,"settings":{"context":32,\
                                "batch":3,"learningRate":0.5,"warmUpSteps":4,"weightDecay":0.25,\
                                "precision":"fp32","seed":9}"""));

        TrainingOptions options = recipe.options(100);

        assertEquals(32, recipe.architecture(77).context());
        assertEquals(77, recipe.vocabularySize());
        assertEquals(3, options.batch());
        assertEquals(100, options.steps());
        assertEquals(0.5, options.schedule().learningRate());
        assertEquals(4, options.schedule().warmUpSteps());
        assertEquals(0.25, options.weightDecay());
        assertEquals(Precision.FP32, options.precision());
        assertEquals(9, options.seed());
    }

    @Test
    void anOptimizerComesWithItsOwnRate() {
        Recipe recipe =
                Recipe.of(
                        Requests.job(
                                """
                                "settings":{"optimizer":"adam","dropout":0.1,"averaging":0.9,\
                                "precision":"fp16","width":128,"heads":4}"""));

        TrainingOptions options = recipe.options(100);

        assertEquals(OptimizerKind.ADAM, options.optimizer());
        assertEquals(0.001, options.schedule().learningRate());
        assertEquals(0, options.schedule().decayFraction());
        assertEquals(0.1, options.dropout());
        assertEquals(0.9, options.averaging());
        assertEquals(Precision.FP16, options.precision());
        assertEquals(128, recipe.architecture(300).width());
        assertEquals(352, recipe.architecture(300).hidden());
    }

    @Test
    void settingsThatCannotBeAreRejected() {
        InvalidEventException refusal =
                assertThrows(
                        InvalidEventException.class,
                        () -> Requests.job("\"settings\":{\"learningRate\":0}"));

        assertEquals("/settings/learningRate", refusal.pointer());
    }

    @Test
    void aStepThatCannotFitIsRejectedWithItsNumbers() {
        Recipe recipe = Recipe.of(Requests.job("\"settings\":{\"context\":65536,\"batch\":4096}"));
        Architecture architecture = recipe.architecture(2500);
        MemoryEstimate estimate = MemoryEstimate.of(architecture, recipe.batch(), 2);

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () -> estimate.requireWithin(8L << 30, architecture, recipe.batch()));

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
