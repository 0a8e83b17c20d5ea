# What the question at the counter costs, by the size of the shop.
echo
echo "One customer's value, asked for at the counter (bench/question.c):"
"${BUILD:-build}/bench/question"
