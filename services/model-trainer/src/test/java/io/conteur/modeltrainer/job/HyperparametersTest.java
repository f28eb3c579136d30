package io.conteur.modeltrainer.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.InvalidEventException;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.TrainingOptions;
import org.junit.jupiter.api.Test;

class HyperparametersTest {
    @Test
    void theSizeDecidesWhatTheRequestLeavesOpen() {
        Hyperparameters hyperparameters =
                Hyperparameters.of(TestRequests.job("\"size\":\"notebook\""));

        assertEquals(1500, hyperparameters.context());
        assertEquals(16, hyperparameters.batch());
        assertEquals(2500, hyperparameters.vocabularySize());
        assertEquals(ModelSize.NOTEBOOK.architecture(3000), hyperparameters.architecture(3000));
    }

    @Test
    void everySettingCanBeNamed() {
        Hyperparameters hyperparameters =
                Hyperparameters.of(
                        TestRequests.job(
                                """
                                "size":"tiny","vocabularySize":77,"settings":{"context":32,\
                                "batch":3,"learningRate":0.5,"warmUpSteps":4,"weightDecay":0.25,\
                                "precision":"fp32","seed":9}"""));

        TrainingOptions options = hyperparameters.options(100);

        assertEquals(32, hyperparameters.architecture(77).context());
        assertEquals(77, hyperparameters.vocabularySize());
        assertEquals(3, options.batch());
        assertEquals(100, options.steps());
        assertEquals(0.5, options.schedule().learningRate());
        assertEquals(4, options.schedule().warmUpSteps());
        assertEquals(0.25, options.weightDecay());
        assertEquals(Precision.FP32, options.precision());
        assertEquals(9, options.seed());
    }

    @Test
    void aTrainingByTwoWorkersHasThirtyRoundsOfTenToThirtySteps() {
        Hyperparameters two = Hyperparameters.of(TestRequests.job("\"settings\":{\"workers\":2}"));
        Hyperparameters named =
                Hyperparameters.of(
                        TestRequests.job("\"settings\":{\"workers\":2,\"roundSteps\":7}"));

        assertEquals(10, two.roundSteps(300));
        assertEquals(20, two.roundSteps(1200));
        assertEquals(30, two.roundSteps(60_000));
        assertEquals(7, named.roundSteps(60_000));
    }

    @Test
    void anOptimizerComesWithItsOwnRate() {
        Hyperparameters hyperparameters =
                Hyperparameters.of(
                        TestRequests.job(
                                """
                                "settings":{"optimizer":"adam","dropout":0.1,"averaging":0.9,\
                                "precision":"fp16","width":128,"heads":4}"""));

        TrainingOptions options = hyperparameters.options(100);

        assertEquals(OptimizerKind.ADAM, options.optimizer());
        assertEquals(0.001, options.schedule().learningRate());
        assertEquals(0, options.schedule().decayFraction());
        assertEquals(0.1, options.dropout());
        assertEquals(0.9, options.averaging());
        assertEquals(Precision.FP16, options.precision());
        assertEquals(128, hyperparameters.architecture(300).width());
        assertEquals(352, hyperparameters.architecture(300).hidden());
    }

    @Test
    void settingsThatCannotBeAreRejected() {
        InvalidEventException refusal =
                assertThrows(
                        InvalidEventException.class,
                        () -> TestRequests.job("\"settings\":{\"learningRate\":0}"));

        assertEquals("/settings/learningRate", refusal.pointer());
    }
}
