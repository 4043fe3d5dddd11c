-- wrk script: POST chat requests. wrk ... -s chat.lua URL -- repeat | paraphrase | unique
local mode
local count = 0
local questions = {
    ["repeat"] = "How do I reset my password?",
    paraphrase = "How can I reset my password?",
}

function init(arguments)
    mode = arguments[1]
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Authorization"] = "Bearer sk-bench"
end

-- Words that no earlier question holds, so that every one is a miss.
local function unique_question()
    count = count + 1
    local words = {}
    for i = 1, 6 do
        local letters = {}
        for j = 1, 7 do letters[j] = string.char(97 + math.random(0, 25)) end
        words[i] = table.concat(letters)
    end
    return "What about " .. table.concat(words, " ") .. "?"
end

function request()
    local question = questions[mode] or unique_question()
    return wrk.format(nil, "/v1/chat/completions", nil,
        '{"model":"fake-1","messages":[{"role":"user","content":"' .. question .. '"}]}')
end
