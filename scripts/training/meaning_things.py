"""What people time besides ice and heat; in training the thing of a sentence is swapped for others.

So the model learns where a name stands, and not which few names the phrase bank happens to hold.
"""

from __future__ import annotations

THINGS = tuple(
    "pasta|rice|eggs|egg|tea|pizza|pie|stew|soup|scones|bread|sourdough|cake|cookies|"
    "brownies|muffins|lasagne|curry|chilli|roast|chicken|turkey|ham|sausages|bacon|chips|"
    "fries|potatoes|porridge|custard|jam|chutney|gravy|broth|dumplings|noodles|ramen|risotto|"
    "paella|jollof|biryani|dal|couscous|polenta|quiche|crumble|trifle|jelly|dough|pancakes|"
    "waffles|kimchi|pierogi|tamales|kebabs|fish fingers|baked beans|rice and beans|"
    "mac and cheese|steak and chips|shepherd's pie|roast potatoes|apple crumble|banana bread|"
    "christmas pudding|boiled egg|poached egg|hot chocolate|iced coffee|green tea|cold brew|"
    "laundry|washing|washing machine|tumble dryer|dryer|dishwasher|whites|spin cycle|"
    "sprinkler|hose|bath|bath water|face mask|hair dye|hair mask|nail varnish|teeth|glue|"
    "varnish|paint|grout|cement|plaster|resin|kiln|clay|parking|parking meter|car park|"
    "meeting|phone call|conference call|video call|interview|lesson|piano practice|violin|"
    "scales|spelling test|homework|revision|reading|essay|speech|sermon|prayers|meditation|"
    "mindfulness|screen time|game time|tablet time|telly time|cartoons|time out|naughty step|"
    "half time|match|penalty box|bedtime|bedtime story|nap|power nap|siesta|baby's nap|"
    "bottle|baby's bottle|feed|dog walk|cat food|fish tank|school run|bus|train|taxi|"
    "delivery|visitors|nurse|carer|dressing|eye drops|nebuliser|inhaler|dialysis|"
    "blood pressure|insulin|compression socks|plaster cast|candle|incense|oven|kettle|grill|"
    "smoker|barbecue|bonfire|greenhouse|seedlings|hospital visit|crossword|sudoku|knitting|"
    "podcast|audiobook|radio play|episode|film|news|auction|lottery|bingo".split("|")
)
