package io.conteur.modeltrainer.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetokenizerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[ WP ] You find a door . | You find a door.",
                "[ wp ] Why not ? | Why not?",
                "`` I do n't know , '' he said . | \"I don't know,\" he said.",
                "`` What ? ! '' She ca n't . | \"What?!\" She can't.",
                "You 've seen it 's late , and I 'm here . | You've seen it's late, and I'm here.",
                "I ’ m sure they don ’ t . | I’m sure they don’t.",
                "“ Come in , ” she said . | “Come in,” she said.",
                "We are gon na wait ... <newline> <newline> `` No . '' | We are gonna wait... <newline> <newline> \"No.\"",
                "It cost 1 , 200 ( or less ) . | It cost 1,200 (or less).",
                "We can not go , you got ta stay ; I wan na sleep . | We cannot go, you gotta stay; I wanna sleep.",
                "The king 's men -- all of them -- left at 10 : 30 . | The king's men -- all of them -- left at 10:30."
            })
    void theTokenisedStyleBecomesPlain(String tokenised, String plain) {
        assertEquals(plain, Detokenizer.detokenize(tokenised));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"I don't know,\" he said.",
                "The dogs' bowl (a blue one) was empty; it's odd.",
                "First line.<newline>Second line. <newline> Third -- and last."
            })
    void whatIsPlainStaysAsItIs(String plain) {
        assertEquals(plain, Detokenizer.detokenize(plain));
        assertEquals(plain, Detokenizer.detokenize(Detokenizer.detokenize(plain)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ WP ]", "[ WP ] "})
    void aLineIsNeverEmptied(String line) {
        assertEquals(line, Detokenizer.detokenize(line));
    }
}
