"""What an author writes: the questions, their student versions, the tests of the tests."""
